"""Gates: what docstrings say of errors, attributes, versions and types is so."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pkgutil import resolve_name
from typing import Any

import griffe
import pytest

import restflow
from tests.gates.library import definitions, modules, resolved
from tests.gates.raising import raised_by
from tests.gates.spans import docstrings
from tools.paths import ROOT
from tools.records import api

FILE = "tests/gates/docstrings.toml"
TABLES: dict[str, list[dict[str, Any]]] = tomllib.loads((ROOT / FILE).read_text())
BY_OTHERS = {each for table in TABLES["raised"] for each in table["errors"]}
UNSAID = {each for table in TABLES["attribute"] for each in table["names"]}
NAMES = api.public_names()
CLASSES = {n: t for n, t in NAMES.items() if isinstance(t, griffe.Class)}
VERSION = re.compile(r"^ *Since:\n\s+(\S+?)\.?(?:\s|$)", re.MULTILINE)
TYPED = re.compile(r"^ +\*{0,2}(\w+) \(([^)]+)\): ", re.MULTILINE)


def sections(target: griffe.Object, kind: type[Any]) -> Iterator[Any]:
    """Yield the entries of the sections of a kind in a docstring."""
    for section in target.docstring.parsed if target.docstring else ():
        if isinstance(section, kind):
            yield from section.value


# --- Raises ---


def raises() -> list[tuple[str, str]]:
    """Return each public name with each error and warning of its docstring."""
    return [
        (name, str(entry.annotation))
        for name, target in NAMES.items()
        for kind in (griffe.DocstringSectionRaises, griffe.DocstringSectionWarns)
        for entry in sections(target, kind)
    ]


@cache
def error_of(name: str) -> type[BaseException] | None:
    """Return the class of an error: of Python, of the library, or that it imports."""
    own = [
        path
        for path, found in definitions().items()
        if path.endswith(f".{name}") and isinstance(found.node, ast.ClassDef)
    ]
    imported = [module.imports.get(name, "") for module in modules().values()]
    for path in filter(None, (f"builtins.{name}", name, *own, *imported)):
        with suppress(ImportError, AttributeError, ValueError):
            found = resolve_name(path)
            if isinstance(found, type) and issubclass(found, BaseException):
                return found
    return None


def made_below(name: str) -> set[str]:
    """Return what a name raises, or makes, and the bases of these."""
    made = raised_by(NAMES[name].canonical_path)
    kinds = [kind for each in made if (kind := error_of(each))]
    # The docstring may name a base.
    return made | {base.__name__ for kind in kinds for base in bases_of(kind)}


def bases_of(kind: type[BaseException]) -> list[type]:
    everyones = {Exception, BaseException, object}
    return [base for base in kind.__mro__ if base not in everyones]


def wrong_error(name: str, error: str) -> str:
    """Return what is wrong with an error in a docstring, or nothing."""
    if error_of(error) is None:
        return (
            f"{name} has `{error}` under `Raises:` of its docstring, and there is no "
            "such error in restflow, in Python or among what restflow imports. Name "
            "one that there is."
        )
    if error.rpartition(".")[2] not in made_below(name):
        return (
            f"{name} has `{error}` under `Raises:` of its docstring, and nothing "
            "raises it there or below, in restflow. Remove the entry. If it comes from "
            f"another package, say so in {FILE}."
        )
    return ""


@pytest.mark.parametrize(("name", "error"), raises())
def test_an_error_in_a_docstring_is_raised(name: str, error: str) -> None:
    if f"{name}: {error}" not in BY_OTHERS:
        assert not (message := wrong_error(name, error)), message


def test_the_errors_that_come_from_others_are_in_docstrings() -> None:
    gone = BY_OTHERS - {f"{name}: {error}" for name, error in raises()}
    assert not gone, f"No docstring has {min(gone)}. Remove it from {FILE}."


# --- Attributes ---


def documented(target: griffe.Object) -> set[str]:
    return {each.name for each in sections(target, griffe.DocstringSectionAttributes)}


def attributes(target: griffe.Class) -> set[str]:
    """Return the public attributes that the library gives to a class."""
    return {
        name
        for name, member in target.all_members.items()
        if not name.startswith("_")
        and api.is_ours(member)
        and api.resolve(member).is_attribute
        # A property says itself what it is.
        and not api.resolve(member).docstring
    }


def wrong_attributes(name: str, said: set[str]) -> str:
    """Return what is wrong with the attributes that a docstring has, or nothing."""
    target = CLASSES[name]
    lacking = {
        each for each in attributes(target) - said if f"{name}.{each}" not in UNSAID
    }
    # The base of the errors says what `trap` is.
    lacking -= {"trap"} if name.endswith(("Error", "Warning")) else set()
    if lacking:
        return (
            f"{name} lacks {min(lacking)} under `Attributes:` of its docstring. Add "
            "it, or begin its name with `_`, or say why users have no use for it in "
            f"{FILE}."
        )
    if gone := said - there(target):
        return (
            f"{name} has {min(gone)} under `Attributes:` of its docstring, and the "
            "class has none of that name. Write the name that it has, or remove it."
        )
    return ""


def there(target: griffe.Class) -> set[str]:
    """Return the members of a class, also those of other packages' classes."""
    where = definitions()[target.path]
    inherited = set[str]()
    for base in target.bases:
        path = resolved(str(base).partition("[")[0], where)
        is_imported = "." in path
        inherited |= {*dir(resolve_name(path if is_imported else f"builtins.{path}"))}
    # A response has them from its `__init__`.
    made = {"data", "headers", "status_code"} if "Response" in target.name else set()
    return {*target.all_members, *inherited, *made}


@pytest.mark.parametrize("name", CLASSES)
def test_a_docstring_has_the_attributes_of_its_class(name: str) -> None:
    message = wrong_attributes(name, documented(CLASSES[name]))
    assert not message, message


def test_the_attributes_that_are_not_documented_are_there() -> None:
    every = {f"{name}.{each}" for name, c in CLASSES.items() for each in attributes(c)}
    said = {f"{name}.{each}" for name, c in CLASSES.items() for each in documented(c)}
    assert not (gone := UNSAID - (every - said)), (
        f"{min(gone)} is documented, or not there. Remove it from {FILE}."
    )


# --- Since, and types ---


def versions() -> set[str]:
    """Return the versions of the changelog; what is unreleased has the next one."""
    log = (ROOT / "CHANGELOG.md").read_text()
    released = set(re.findall(r"^## \[(\d[^\]]*)\]", log, re.MULTILINE))
    return released | ({restflow.__version__} if "## [Unreleased]" in log else set())


def wrong_version(module: str, text: str) -> str:
    """Return which version of a docstring there is not, or nothing."""
    for version in VERSION.findall(text):
        if version not in versions():
            return (
                f"A docstring of {module} has `Since: {version}`, and CHANGELOG.md has "
                f"{', '.join(sorted(versions()))}. Write the version that brought it."
            )
    return ""


def test_a_docstring_says_since_a_version_that_there_is() -> None:
    found = [wrong_version(module, text) for module, text in docstrings().items()]
    assert not any(found), "\n".join(filter(None, found))


def wrong_type(name: str, text: str) -> str:
    """Return which type of a docstring contradicts an annotation, or nothing."""
    target = NAMES[name]
    annotated = {
        each.name.lstrip("*"): str(each.annotation) for each in api.parameters(target)
    }
    if isinstance(target, griffe.Class):
        annotated |= {
            each: str(member.annotation)
            for each, member in target.members.items()
            if isinstance(member, griffe.Attribute) and member.annotation
        }
    for each, said in TYPED.findall(text):
        if each in annotated and said != annotated[each]:
            return (
                f"{name} says in its docstring that {each} is `{said}`, and its "
                f"annotation says `{annotated[each]}`. Leave it to the annotation."
            )
    return ""


@pytest.mark.parametrize("name", NAMES)
def test_a_type_in_a_docstring_is_that_of_the_annotation(name: str) -> None:
    docstring = NAMES[name].docstring
    message = wrong_type(name, docstring.value if docstring else "")
    assert not message, message


def test_each_list_has_its_reasons() -> None:
    assert all(t["reason"].endswith(".") for tables in TABLES.values() for t in tables)


# These gates fail when they should.


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        (
            "restflow.test.AsyncAPIClient.login",
            "LookupError",
            "nothing raises it there",
        ),
        ("restflow.test.arender", "RequestArgumentError", "nothing raises it there"),
        ("restflow.test.AsyncAPIClient.get", "RuleError", "nothing raises it there"),
        ("restflow.caching.testing.Hold.wait", "WaitError", "there is no such error"),
    ],
)
def test_an_error_that_nothing_raises_is_found(
    name: str, error: str, said: str
) -> None:
    assert said in wrong_error(name, error)


def test_an_attribute_that_is_gone_or_not_documented_is_found() -> None:
    name = "restflow.test.Query"
    said = documented(CLASSES[name])
    assert f"{name} lacks where" in wrong_attributes(name, said - {"where"})
    assert f"{name} has rows" in wrong_attributes(name, said | {"rows"})


def test_a_version_and_a_type_that_there_are_not_are_found() -> None:
    assert "`Since: 0.0.9`" in wrong_version(
        "x", "Do.\n\nSince:\n    0.0.9. As Django.\n"
    )
    text = "Call.\n\n    Args:\n        path (bytes): The path.\n"
    assert "path is `bytes`, and" in wrong_type(
        "restflow.test.AsyncAPIClient.get", text
    )
