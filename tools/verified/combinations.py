"""What is said of runs: on which combinations of versions, when, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tools.verified.runs import Results, Run, minor, numbers

_TO = "\N{EN DASH}"


def label(results: Results) -> str:
    """Return what stands before the combinations on a card."""
    return "Verified on" if results.origin else "Verified here"


def summarise(runs: Sequence[Run]) -> str:
    """Name the combinations of some runs in a line of HTML, with their dates."""
    if not runs:
        return "nothing yet: it was skipped"
    days = " to ".join(f"<time>{date}</time>" for date in dict.fromkeys(_days(runs)))
    return f"{named(runs)} · {days}"


def named(runs: Iterable[Run]) -> str:
    """Name the combinations of Python and Django of some runs, and no others.

    Returns:
        Such as `Python 3.11 with Django 5.2; 3.12, 3.14 with Django 5.2 and 6.1`.
    """
    pythons: dict[str, set[str]] = {}
    for run in runs:
        pythons.setdefault(minor(run.django), set()).add(minor(run.python))
    # Those that have run with the same versions of Python are named once.
    djangos: dict[str, list[str]] = {}
    for django in sorted(pythons, key=numbers):
        djangos.setdefault(spans(pythons[django]), []).append(django)
    return "Python " + "; ".join(
        f"{found} with Django {enumerated(series)}" for found, series in djangos.items()
    )


def spans(minors: Iterable[str]) -> str:
    """Write versions as ranges, where every version in between is one of them."""
    found: list[list[str]] = []
    for each in sorted(set(minors), key=numbers):
        if found and _follows(each, found[-1][-1]):
            found[-1].append(each)
        else:
            found.append([each])
    return ", ".join(_TO.join(dict.fromkeys(_ends(span))) for span in found)


def enumerated(words: Sequence[str]) -> str:
    """Return words as an enumeration (`5.2, 6.0 and 6.1`)."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def total(results: Results, passed: Mapping[str, list[Run]]) -> str:
    """Say in a sentence or two how many examples passed, where, and on how much.

    Args:
        results: The runs that passed any of them as it stands.
        passed: The runs that passed each of them as it stands.
    """
    runs = results.runs
    number = sum(map(bool, passed.values()))
    every = _pairs(runs)
    many = "s" if len(every) > 1 else ""
    everywhere = sum(_pairs(found) == every for found in passed.values())
    each = f", {everywhere} of them on each" if everywhere < number else ""
    where = "In CI" if results.origin else "In this local build"
    return (
        f"{where}, **{number} examples** passed {_when(runs)} on **{len(every)} "
        f"combination{many}** of Python and Django{each}: {named(runs)}."
        f"{_others(len(passed) - number)}"
    )


def told(results: Results) -> str:
    """Say in a sentence where the results of a site are from."""
    origin = results.origin
    if origin is None:
        return (
            "**This is a local build:** it shows what passed on the machine that built "
            "it, not what passed in CI."
        )
    commit = f"{origin.repository}/commit/{origin.commit}"
    return (
        f"These are the results of [run {origin.number}]({origin.url}) of the workflow "
        f"“{origin.workflow}” {_when(results.runs)}, for commit "
        f"[`{origin.commit[:7]}`]({commit})."
    )


def _days(runs: Sequence[Run]) -> tuple[str, str]:
    """Return the first day and the last."""
    return _ends(sorted(run.date for run in runs))


def _when(runs: Sequence[Run]) -> str:
    first, last = _days(runs)
    return f"on {last}" if first == last else f"between {first} and {last}"


def _others(skipped: int) -> str:
    # The matrix shows which they are.
    were = "was" if skipped == 1 else "were"
    return f" {skipped} more {were} skipped." if skipped else ""


def _pairs(runs: Iterable[Run]) -> set[tuple[str, str]]:
    return {(minor(run.python), minor(run.django)) for run in runs}


def _ends(words: Sequence[str]) -> tuple[str, str]:
    return words[0], words[-1]


def _follows(version: str, before: str) -> bool:
    *series, last = numbers(version)
    return numbers(before) == (*series, last - 1)
