"""Numbers in prose: where they stand, and what the code has for them."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pkgutil import resolve_name
from typing import Any, get_args

from tools.paths import DOCS, EXAMPLES, ROOT, SOURCE

WORDS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
    "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
# How many of what the code counts in, such as seconds or bytes, make one of the unit.
UNITS = {"": 1, "minutes": 60, "hours": 3600, "days": 86400, "KiB": 1024}

_MANY = "|".join((*WORDS[3:], "thirty", "forty", "fifty", "hundred", "thousand"))
_DIGITS = r"\d+(?:[.,]\d+)*"
_MEASURE = "milliseconds?|seconds?|minutes?|hours?|days?|ms|bytes?|[KM]i?B|megabytes?"
# Two of something else are mentioned often, such as two requests at once.
_LIMITED = "attempts|calls|characters|entries|exchanges|redirects|times|tries"
_THING = (
    f"{_LIMITED}|computations|connections|exceptions|files|items|lines|processes|"
    "queries|requests|rows|statements|tasks|tests|threads|ways|workers"
)
_BOUND = "(?:more|less|fewer) than|at most|at least|up to|the (?:last|first)"
_ALONE = r"(?<![\w.,/-])"
_BETWEEN = r"(?: (?!of\b)[\w-]+){0,2}?"
MENTIONS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<number>{_MANY})\b",
        rf"{_ALONE}(?P<number>{_DIGITS}|one|two|half an?){_BETWEEN} (?:{_MEASURE})\b",
        # A second may also be what comes after the first.
        r"\b(?:after|for|gets?|takes|within) (?P<number>an?) second\b",
        r"(?P<number>(?<!half )\ban?) (?:minute|hour|day)\b",
        rf"{_ALONE}(?P<number>{_DIGITS}){_BETWEEN} (?:{_THING})\b",
        rf"\b(?P<number>two){_BETWEEN} (?:{_LIMITED})\b",
        rf"\b(?:{_BOUND}) (?P<number>{_DIGITS})\b",
        rf"{_ALONE}(?P<number>{_DIGITS})(?= by default| (?:or|and) newer| to \d)",
        rf"\d to (?P<number>{_DIGITS})",
    )
]

# What is on a page and is no prose, or was made from the code already.
_NO_PROSE = [
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"\A---\n(?s:.*?)^---$",
        r"^ *(?P<ticks>`{3,}|~{3,})(?s:.*?)^ *(?P=ticks)$",
        r"<!-- homes -->(?s:.*?)<!-- /homes -->",
        r"^ *:::.*\n(?: +.*\n|\n(?= ))*",
        r"^ *--8<--.*$",
        r"^ *\d+\. ",
        r"(?<=\])(?:\([^)]*\)|\[[^\]]*\])",
        r"\{ ?[#.:][^}]*\}",
        r"</?\w[^>\n]*>",
    )
]


def plain(text: str) -> str:
    """Return the prose of Markdown in one line, without its marks."""
    for pattern in _NO_PROSE:
        text = pattern.sub("", text)
    return " ".join(re.sub(r"[`*|\[\]]", " ", text).split())


@cache
def pages() -> dict[str, str]:
    """Return the prose of each page, and of the docstrings of each module, by path.

    Of the changelog it is what is unreleased: the rest says what was true once.
    """
    root = [ROOT / name for name in ("CONTRIBUTING.md", "README.md", "SECURITY.md")]
    found = {path: plain(path.read_text()) for path in [*root, *DOCS.rglob("*.md")]}
    for path in [*SOURCE.rglob("*.py"), *EXAMPLES.rglob("*.py")]:
        found[path] = plain("\n\n".join(_docstrings(ast.parse(path.read_text()))))
    changelog = ROOT / "CHANGELOG.md"
    found[changelog] = plain(
        changelog.read_text().partition("\n## ")[2].partition("\n## ")[0]
    )
    return {path.relative_to(ROOT).as_posix(): text for path, text in found.items()}


def messages() -> Iterator[tuple[str, str]]:
    """Yield each text of the library that is no docstring, with its module's path."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text())
        documented = {*_docstrings(tree, clean=False)}
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str(text)) if text not in documented:
                    yield path.relative_to(ROOT).as_posix(), " ".join(text.split())


def _docstrings(tree: ast.Module, *, clean: bool = True) -> Iterator[str]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, kinds):
            yield ast.get_docstring(node, clean=clean) or ""


def mentions(text: str) -> dict[int, str]:
    """Return where prose has numbers of something, each with the words around it."""
    return {
        found.start("number"): text[max(0, found.start() - 40) : found.end() + 40]
        for pattern in MENTIONS
        for found in pattern.finditer(text)
    }


def covered(text: str, fragment: str, numbers: list[str]) -> list[range]:
    """Return where a page has a fragment's number, or a fragment without a gap.

    Args:
        text: The page's prose.
        fragment: Words of it, with `{}` where the number is.
        numbers: How the number may be written.
    """
    gap = f"(?P<number>{'|'.join(map(re.escape, numbers))})"
    pattern = gap.join(map(re.escape, fragment.split("{}")))
    group = "number" if numbers else 0
    found = re.finditer(rf"(?<!\w){pattern}", text, re.IGNORECASE)
    return [range(*match.span(group)) for match in found]


def value_of(name: str) -> Any:
    """Return what the code has by a name.

    Args:
        name: A dotted name; one with a parameter in brackets, for its default; or
            `pyproject.toml` with distributions in brackets, for their oldest versions.
            A tuple, a dict and a `Literal` stand for how many they have.
    """
    owner, _, inner = name.removesuffix(")").partition("(")
    if owner == "pyproject.toml":
        return " ".join(_versions()[each] for each in inner.split(", "))
    value = resolve_name(owner)
    if inner:
        value = inspect.signature(value).parameters[inner].default
    value = get_args(value) or value
    return len(value) if isinstance(value, tuple | dict) else value


def names_of(name: str) -> frozenset[str]:
    """Return the names that the code has by a name.

    Args:
        name: A dotted name of a tuple, a set, a dict or a `Literal`.
    """
    value = resolve_name(name)
    return frozenset(map(str, get_args(value) or value))


@cache
def project() -> dict[str, Any]:
    """Return the table `project` of pyproject.toml."""
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return found["project"]  # type: ignore[no-any-return]


@cache
def _versions() -> dict[str, str]:
    """Return the oldest version of each distribution, and of Python the newest too."""
    file = tomllib.loads((ROOT / "pyproject.toml").read_text())
    ours, groups = file["project"], file["dependency-groups"]
    extras = ours["optional-dependencies"]
    wanted = [f"python{ours['requires-python']}", *ours["dependencies"]]
    for listed in (*extras.values(), *groups.values()):
        wanted += [entry for entry in listed if isinstance(entry, str)]
    oldest = re.compile(r"([\w-]+)(?:\[.*\])?>=([\d.]+)")
    found = {match[1]: match[2] for match in map(oldest.match, wanted) if match}
    *_, newest = re.findall(r"Python :: (3\.\d+)", "\n".join(ours["classifiers"]))
    return {**found, "newest python": newest}


def spellings(value: Any, unit: str = "") -> list[str]:
    """Return how prose may write a value: as it is, or as a word up to twenty."""
    if isinstance(value, str | None):
        return [str(value)]
    number = value / UNITS[unit]
    digits = dict.fromkeys([f"{number:g}", f"{number:,g}", str(number)])
    words = {0.5: ["half a"], 1: ["a", "one"]} | {n: [WORDS[n]] for n in range(2, 21)}
    return [*digits, *words.get(number, [])]
