"""Which versions pyproject.toml asks for, and which ones the tests run with.

The oldest are in constraints-oldest.txt, the newest in constraints.txt.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.paths import ROOT

# What pip installs of restflow, and what the tests need beside it.
LIBRARY, GROUPS = "restflow", ("sample", "test")

_PIN = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)


@dataclass(frozen=True)
class Package:
    """A distribution that restflow or its tests need.

    Attributes:
        name: Its plain name.
        needed_for: What is installed with it (`restflow[http]`); nothing if only the
            tests need it.
        floor: The oldest version that is taken.
        oldest: The oldest version that the tests run with; nothing if none is pinned.
        newest: The newest, in the same way.
    """

    name: str
    needed_for: str
    floor: str
    oldest: str
    newest: str


def text_of(name: str) -> str:
    """Return a file at the root."""
    return (ROOT / name).read_text(encoding="utf-8")


def project() -> dict[str, Any]:
    """Return what pyproject.toml has."""
    return tomllib.loads(text_of("pyproject.toml"))


def packages() -> list[Package]:
    """Return what restflow and its tests need, in the order of pyproject.toml."""
    oldest, newest = text_of("constraints-oldest.txt"), text_of("constraints.txt")
    return read(project(), oldest, newest)


def read(file: Mapping[str, Any], oldest: str, newest: str) -> list[Package]:
    """Bring together what is asked for and what is pinned.

    Args:
        file: What pyproject.toml has.
        oldest: The pins of the oldest versions.
        newest: The pins of the newest versions.
    """
    old, new = _pins(oldest), _pins(newest)
    found: dict[str, Package] = {}
    for needed_for, wanted in _wanted(file):
        name = canonicalize_name(wanted.name)
        package = Package(
            name,
            needed_for,
            floor_of(wanted.specifier),
            old.get(name, [""])[0],
            new.get(name, [""])[-1],
        )
        # What the library needs, its tests need, too.
        found.setdefault(name, package)
    return list(found.values())


def floor_of(specifier: SpecifierSet) -> str:
    """Return the oldest version of a specifier that has nothing but that.

    Raises:
        ValueError: It has something else, or nothing.
    """
    bounds = list(specifier)
    if [bound.operator for bound in bounds] != [">="]:
        raise ValueError(f"{specifier!s} is not the oldest version and nothing else.")
    return bounds[0].version


def floor_of_python(file: Mapping[str, Any]) -> str:
    """Return the oldest version of Python that is taken."""
    return floor_of(SpecifierSet(file["project"]["requires-python"]))


def classified(file: Mapping[str, Any], name: str) -> list[str]:
    """Return the series that classifiers name.

    Args:
        file: What pyproject.toml has.
        name: What stands before them (`Framework :: Django`).
    """
    pattern = re.compile(rf"{re.escape(name)} :: (\d+\.\d+)")
    matches = map(pattern.fullmatch, file["project"]["classifiers"])
    return [match[1] for match in matches if match]


def disagreements(found: Iterable[Package]) -> list[str]:
    """Say where the oldest version that is taken is not the oldest that is tested."""
    return [
        f"{package.name}: pyproject.toml takes {package.floor}, and "
        f"constraints-oldest.txt tests {package.oldest or 'no certain version'}."
        for package in found
        if not package.oldest or Version(package.oldest) != Version(package.floor)
    ]


def _wanted(file: Mapping[str, Any]) -> Iterator[tuple[str, Requirement]]:
    """Yield each requirement, with what it is needed for."""
    listed = file["project"]["dependencies"]
    yield from ((LIBRARY, Requirement(line)) for line in listed)
    for extra, lines in file["project"]["optional-dependencies"].items():
        yield from ((f"{LIBRARY}[{extra}]", Requirement(line)) for line in lines)
    for group in GROUPS:
        for line in file["dependency-groups"][group]:
            # The others include a group that is read by itself.
            if isinstance(line, str):
                yield "", Requirement(line)


def _pins(text: str) -> dict[str, list[str]]:
    """Return the versions of each distribution, the oldest first."""
    found: dict[str, list[str]] = {}
    for name, version in _PIN.findall(text):
        found.setdefault(canonicalize_name(name), []).append(version)
    return {name: sorted(versions, key=Version) for name, versions in found.items()}
