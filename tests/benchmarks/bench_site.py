"""How the time to build the site grows with the number of examples.

Run it as `python -m tests.benchmarks.bench_site` after `make examples`. It copies the
project, adds copies of its examples with their records, ten on a page, and builds.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from tools.paths import ROOT, RUNS, examples, record_of

say = partial(print, file=sys.stdout, flush=True)

NUMBERS = (0, 250, 500, 1000)
ON_A_PAGE = 10
STEPS = {
    "cards": ["-m", "tools.site.cards"],
    "pages": ["-m", "mkdocs", "build", "--strict"],
    "light": ["-m", "tools.publish.light"],
}
# What is asked in the copy, whose files differ: a fingerprint is of all of them.
PRINTS = """
import json
from tools.paths import examples, name_of
from tools.records.fingerprint import fingerprint
print(json.dumps({name_of(path): fingerprint(path) for path in examples()}))
"""


def copy_of_the_project(directory: Path) -> None:
    """Copy what is committed, and what the examples left behind."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, directory / name)
    shutil.copytree(RUNS, directory / RUNS.relative_to(ROOT))
    shutil.copytree(
        ROOT / "docs" / "assets", directory / "docs/assets", dirs_exist_ok=True
    )


def grow(directory: Path, number: int) -> None:
    """Add examples, and the pages that show them."""
    added: list[str] = []
    for n, path in enumerate(islice(cycle(sorted(examples())), number)):
        topic = f"grown_{n // 100}"
        folder = directory / "docs_src" / topic
        folder.mkdir(exist_ok=True)
        shutil.copy(path, folder / f"test_copy_{n}.py")
        shutil.copy(record_of(path), folder / f"test_copy_{n}.json")
        added.append(f"{topic}/copy_{n}.md")
    pages = directory / "docs" / "grown"
    pages.mkdir()
    names = []
    for start in range(0, number, ON_A_PAGE):
        cards = "\n\n".join(
            f'--8<-- "{card}"' for card in added[start : start + ON_A_PAGE]
        )
        (pages / f"{start}.md").write_text(f"# Copies from {start}\n\n{cards}\n")
        names.append(f"      - grown/{start}.md\n")
    if names:
        settings = directory / "mkdocs.yml"
        text = settings.read_text()
        first = "  - Project:\n"
        settings.write_text(
            text.replace(first, f"  - Grown:\n{''.join(names)}{first}", 1)
        )


def passed(directory: Path) -> None:
    """Note that all examples of a copy have passed, as those that they were made of."""
    asked = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-c", PRINTS],
        cwd=directory,
        capture_output=True,
        text=True,
        check=True,
    )
    for path in (directory / RUNS.relative_to(ROOT)).glob("*.json"):
        run = json.loads(path.read_text())
        path.write_text(json.dumps(run | {"passed": json.loads(asked.stdout)}))


def measure(number: int) -> dict[str, float]:
    """Return what each step takes with so many more examples, in seconds."""
    taken: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        copy_of_the_project(directory)
        grow(directory, number)
        passed(directory)
        for step, command in STEPS.items():
            began = time.perf_counter()
            subprocess.run(  # noqa: S603  (our own command)
                [sys.executable, *command],
                cwd=directory,
                check=True,
                capture_output=True,
            )
            taken[step] = time.perf_counter() - began
    return taken


def main() -> None:
    """Print a line for each number of examples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, default=NUMBERS)
    there = len([*examples()])
    say(f"{'examples':>9} {' '.join(f'{step:>8}' for step in STEPS)} {'ms each':>8}")
    for number in parser.parse_args().numbers:
        taken = measure(number)
        each = 1000 * sum(taken.values()) / (there + number)
        steps = " ".join(f"{seconds:7.1f}s" for seconds in taken.values())
        say(f"{there + number:9} {steps} {each:8.0f}")


if __name__ == "__main__":
    main()
