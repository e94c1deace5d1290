"""How many small changes of the library its examples notice.

    python -m tests.mutations.score

It changes the body of one function in a copy of the repository, runs the examples that
execute the line, against their records, and notes whether any of them fails. The
changes are the same each time, and each part of the library has as many as its share.
What was found is kept in `.cache/score`, so that a run that was ended goes on where it
was: until the library changes, and what an example noticed until that one changes.
`--number 20` tries the first 20 only.
`--tests` tries what survives all examples with the library's own tests for its file.
`--write` writes down what the page "Verified" shows of all this.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import UTC, datetime
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

from tests.mutations.mutants import Mutant, bodies, every_mutant, part_of, sample
from tests.mutations.reach import Reach, measure
from tests.mutations.trying import Copy, Result
from tools.paths import EXAMPLES, ROOT, SOURCE, examples
from tools.records.fingerprint import fingerprint
from tools.site.score import SCORE, hash_of_library, survivors

CACHE = ROOT / ".cache" / "score"
NUMBER, TEXTS = 300, 30
# How much of a change is written down, in characters.
LONGEST = 100
AT_ONCE = 2
ALL = "all"
HEAD = (
    "part",
    "statements",
    "executed",
    "changes",
    "noticed",
    "changes of executed lines",
    "noticed",
)

# What a process of the pool has: its copy, and what the examples execute.
_here: dict[str, object] = {}


def start(reach: Path, *, tests: bool) -> None:
    """Prepare a process of the pool."""
    _here.update(copy=Copy(), reach=Reach.load(reach), tests=tests)


def attempt(mutant: Mutant) -> Result:
    """Try a mutant in a process of the pool."""
    copy, reach = _here["copy"], _here["reach"]
    assert isinstance(copy, Copy)
    assert isinstance(reach, Reach)
    return copy.try_mutant(mutant, reach, tests=bool(_here["tests"]))


@cache
def everything() -> str:
    """Return a hash of all examples, of the library, and of what tries the changes."""
    digest = hashlib.sha256()
    for path in (*examples(), *sorted(Path(__file__).parent.glob("*.py"))):
        digest.update(fingerprint(path).encode())
    return digest.hexdigest()[:16]


def basis(result: Result) -> str:
    """Return a hash of what a result depends on: on one example, if that noticed it."""
    # Or its record did.
    example = EXAMPLES / result.killed.rpartition(" ")[2]
    return fingerprint(example) if example.is_file() else everything()


def chosen() -> list[Mutant]:
    """Return the mutants to try: those of behaviour, and then those of texts."""
    found = every_mutant()
    behaviour = [mutant for mutant in found if not mutant.is_text]
    texts = [mutant for mutant in found if mutant.is_text]
    return sample(behaviour, NUMBER) + sample(texts, TEXTS)


def known(file: Path) -> dict[str, Result]:
    """Return the results that earlier runs have kept."""
    lines = file.read_text().splitlines() if file.exists() else []
    results = ((Result(*found), of) for *found, of in map(json.loads, lines))
    return {result.name: result for result, of in results if of == basis(result)}


def tried(
    mutants: Sequence[Mutant], reach: Path, at_once: int, *, tests: bool
) -> Iterator[Result]:
    """Try mutants in several processes, and yield what became of each."""
    begin = partial(start, reach, tests=tests)
    with ProcessPoolExecutor(at_once, get_context("spawn"), initializer=begin) as pool:
        waiting = [pool.submit(attempt, mutant) for mutant in mutants]
        for done in as_completed(waiting):
            yield done.result()


def statements(reach: Reach) -> dict[str, tuple[int, int]]:
    """Return, by part, how many statements functions have, and how many of them ran."""
    found: dict[str, tuple[int, int]] = {}
    for path in sorted((SOURCE / "restflow").rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        for statement in bodies(ast.parse(path.read_text())):
            ran = bool(reach.examples_of(file, statement.lineno, statement.lineno))
            for part in (part_of(file), ALL):
                number, executed = found.get(part, (0, 0))
                found[part] = number + 1, executed + ran
    return found


def row(
    part: str, all_and_ran: tuple[int, int], results: Sequence[Result]
) -> list[str]:
    """Return a line of the table."""
    number, ran = all_and_ran
    reached = [result for result in results if result.reached]
    return [
        part,
        str(number),
        share(ran, number),
        str(len(results)),
        share(sum(bool(each.killed) for each in results), len(results)),
        str(len(reached)),
        share(sum(bool(each.killed) for each in reached), len(reached)),
    ]


def share(some: int, number: int) -> str:
    """Return a percentage."""
    return f"{100 * some / number:.0f}%" if number else "-"


def table(
    had: Sequence[Mutant], results: Mapping[str, Result], reach: Reach
) -> list[list[str]]:
    """Return the lines of the table: the parts, all of them, and texts."""
    behaviour = [mutant for mutant in had if not mutant.is_text]
    rows: list[list[str]] = []
    for part, numbers in sorted(
        statements(reach).items(), key=lambda each: each[0] == ALL
    ):
        of_part = [m for m in behaviour if part in {part_of(m.file), ALL}]
        rows.append(row(part, numbers, [results[mutant.name] for mutant in of_part]))
    texts = [results[mutant.name] for mutant in had if mutant.is_text]
    rows.append(row("texts", (0, 0), texts))
    return rows


def report(
    mutants: Iterable[Mutant], results: Mapping[str, Result], reach: Reach
) -> Iterator[str]:
    """Yield the table by part, and the mutants that nothing has noticed."""
    had = [mutant for mutant in mutants if mutant.name in results]
    rows = [[*HEAD], *table(had, results, reach)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for cells in rows:
        yield "  ".join(
            cell.ljust(width) for cell, width in zip(cells, widths, strict=True)
        )
    for title, is_text in (("Survivors", False), ("Texts that survived", True)):
        yield f"\n{title}:"
        for mutant in sorted(had, key=str):
            result = results[mutant.name]
            if mutant.is_text == is_text and not result.killed:
                noticed = result.noticed or "nothing"
                yield f"  {mutant}  ({result.reached} examples execute it; {noticed})"


def survivor(mutant: Mutant, result: Result) -> dict[str, object]:
    """Return what the site says of a change that no example has noticed.

    Why none has is written there by hand.
    """
    told = {
        "file": mutant.file.removeprefix("src/restflow/"),
        "old": " ".join(mutant.old.split())[:LONGEST],
        "new": " ".join(mutant.new.split())[:LONGEST],
    }
    why = next(
        (each["why"] for each in survivors() if told.items() <= each.items()), ""
    )
    return {**told, "examples": result.reached, "noticed": result.noticed, "why": why}


def written(
    mutants: Iterable[Mutant], results: Mapping[str, Result], reach: Reach
) -> str:
    """Return what the site needs of it, as JSON."""
    had = [mutant for mutant in mutants if mutant.name in results]
    left = [
        survivor(mutant, results[mutant.name])
        for mutant in sorted(had, key=str)
        if not mutant.is_text and not results[mutant.name].killed
    ]
    found = {
        "on": f"{datetime.now(UTC).date()}",
        "library": hash_of_library(),
        "head": HEAD,
        "parts": table(had, results, reach),
        "survivors": left,
    }
    return f"{json.dumps(found, indent=1, ensure_ascii=False)}\n"


def reach_found() -> Path:
    """Return the file of what the examples execute, after finding it out once."""
    kept = CACHE / f"reach-{everything()}.json"
    if not kept.exists():
        print("Running all examples under coverage.", flush=True)
        measure().save(kept)
    return kept


def go_on(
    mutants: Sequence[Mutant], reach: Path, at_once: int, *, tests: bool
) -> dict[str, Result]:
    """Try what has not been tried yet, say what becomes of each, and return it all."""
    file = CACHE / "results.jsonl"
    results, began = known(file), time.monotonic()
    waiting = {m.name: m for m in mutants if m.name not in results}
    done = tried([*waiting.values()], reach, at_once, tests=tests)
    for number, result in enumerate(done, start=1):
        results[result.name] = result
        with file.open("a") as kept:
            kept.write(f"{json.dumps([*result, basis(result)])}\n")
        left = (time.monotonic() - began) / number * (len(waiting) - number) / 60
        said = f"{result.killed or 'SURVIVED'}, {result.seconds} s"
        print(f"[{number} of {len(waiting)}, {left:.0f} minutes left] {said}:")
        print(f"    {waiting[result.name]}", flush=True)
    return results


def main(arguments: list[str] | None = None) -> int:
    """Try the mutants, and show the table."""
    summary, _, rest = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(description=summary, epilog=rest)
    parser.add_argument("--number", type=int, help="try only the first ones")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help="in processes")
    parser.add_argument("--tests", action="store_true", help="for what survives")
    parser.add_argument("--write", action="store_true", help="for the site")
    options = parser.parse_args(arguments)
    CACHE.mkdir(parents=True, exist_ok=True)
    kept, mutants = reach_found(), chosen()[: options.number]
    results = go_on(mutants, kept, options.at_once, tests=options.tests)
    reach = Reach.load(kept)
    print(*report(mutants, results, reach), sep="\n")
    if options.write:
        SCORE.write_text(written(mutants, results, reach), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
