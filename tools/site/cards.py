"""Turn the records of the examples into what pages include, below build/cards.

Run it as `python -m tools.site.cards`. It stops where an example has no record, or
where no run passed it as it stands now: such an example must not appear on the site.
With `--runs`, the results are those that were gathered from CI in a directory.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.paths import EXAMPLES, ROOT
from tools.records.api import executable, public_names
from tools.records.fingerprint import fingerprint
from tools.site import caching_matrix, comparison, pitfalls, tasks
from tools.site.left_out import left_out
from tools.site.names import tables
from tools.site.overview import gallery, unused, uses, verified_page
from tools.site.playground import NEEDS_SCRIPT, playground
from tools.site.render import card
from tools.site.score import score
from tools.site.suite import tree
from tools.sources.browser_list import local_only
from tools.sources.catalogue import (
    Example,
    NotReadyError,
    includes,
    load_examples,
    load_rows,
)
from tools.sources.gone import gone_examples, told_of_examples, told_of_names
from tools.sources.traps import table
from tools.verified import versions
from tools.verified.combinations import label, told, total
from tools.verified.runs import Results, Run, load_results, verified

CARDS = ROOT / "build" / "cards"


def make(names: Sequence[str], gathered: Path | None = None) -> dict[str, str]:
    """Return every file to write, by its path below build/cards.

    Args:
        names: The public names of the library.
        gathered: Where results from CI are; nothing for those of this machine.

    Raises:
        NotReadyError: Something has to be run or written first.
    """
    if gone := gone_examples():
        raise NotReadyError(told_of_examples(gone))
    examples, shown = load_examples(), includes()
    results, passed = _verified(examples, load_results(gathered))
    if missing := unused(names, examples):
        raise NotReadyError(told_of_names(missing, public_names()))
    local = local_only()
    files = {
        example.card: card(
            example, passed[example.path], local.get(example.path, ""), label(results)
        )
        for example in examples
    }
    files["traps.md"] = table()
    for folder in ("pitfalls", "caching-pitfalls"):
        files[f"{folder}-list.md"] = pitfalls.listed(folder)
    files["comparison.md"] = comparison.tables(comparison.load())
    files["evidence.md"] = comparison.evidence(comparison.load())
    files["caching-matrix.md"] = caching_matrix.tables(caching_matrix.load())
    files |= tables()
    files["gallery.md"] = gallery(examples, shown, local)
    files["suite-tree.md"] = tree(examples, shown)
    files["needs-script.md"] = NEEDS_SCRIPT
    files["playground.md"] = playground(examples)
    files |= {task.card: tasks.card(task) for task in tasks.load_tasks()}
    for name in names:
        files[f"api/{name}.md"] = uses(name, examples, shown)
    files["verified-origin.md"] = f"{told(results)}\n"
    files["verified-total.md"] = f"{total(results, passed)}\n"
    files["verified.md"] = verified_page(examples, results, passed, load_rows(), shown)
    files["left-out.md"] = left_out()
    files["score.md"] = score()
    files["versions.md"] = versions.page(results, passed)
    return files


def write(files: dict[str, str], directory: Path) -> None:
    """Write the files, and remove whatever else was in the directory.

    Args:
        files: The files, by path.
        directory: Where they belong.
    """
    # Only what changed is written: a server that watches would build for nothing.
    wanted = {directory / path: text for path, text in files.items()}
    for path in directory.rglob("*.md"):
        if path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def main() -> int:
    """Make the cards, or say what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=Path, help="where results from CI are")
    gathered = parser.parse_args().runs
    try:
        names = [n for n, target in public_names().items() if executable(target)]
        files = make(names, gathered)
    except NotReadyError as error:
        print(error, file=sys.stderr)
        return 1
    write(files, CARDS)
    print(f"{len(files)} files in {CARDS.relative_to(ROOT)}.")
    return 0


def _verified(
    examples: Sequence[Example], results: Results
) -> tuple[Results, dict[str, list[Run]]]:
    """Return the results that say something of the examples as they stand."""
    fingerprints = {
        example.path: fingerprint(EXAMPLES / example.path) for example in examples
    }
    passed = verified(examples, results, fingerprints)
    runs = [
        run for run in results.runs if any(run in found for found in passed.values())
    ]
    return Results(runs, results.origin), passed


if __name__ == "__main__":
    sys.exit(main())
