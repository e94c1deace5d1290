"""Gates: what the API reference, the library and the examples owe each other."""

from __future__ import annotations

import inspect
import json
import pickle
import re
from collections import defaultdict
from importlib import import_module

import griffe
import pytest

from tools.paths import DOCS, examples, record_of
from tools.records import api
from tools.sources.gone import told_of_names

NAMES = api.public_names()
BLOCK = re.compile(r"^::: ([\w.]+)", re.MULTILINE)
CONTRACT = {"self", "cls"}

each_name = pytest.mark.parametrize("name", NAMES)


def documented() -> dict[str, list[str]]:
    """Return where each name has an entry."""
    found: dict[str, list[str]] = defaultdict(list)
    for page in sorted(DOCS.rglob("*.md")):
        for name in BLOCK.findall(page.read_text()):
            found[name].append(page.relative_to(DOCS).as_posix())
    return found


def executed() -> dict[str, set[str]]:
    """Return the public names that examples executed, each with its options."""
    used: dict[str, set[str]] = defaultdict(set)
    for example in examples():
        record = record_of(example)
        if record.exists():
            for name, options in json.loads(record.read_text())["api"].items():
                used[name] |= set(options)
    return used


def owner(name: str) -> str:
    """Return the class of a method, and any other name as it is."""
    parent = name.rpartition(".")[0]
    return parent if parent in NAMES else name


@each_name
def test_a_public_name_is_in_the_reference(name: str) -> None:
    assert owner(name) in documented(), (
        f"{owner(name)} is public and in no reference page. Add `::: {owner(name)}` to "
        "one in docs/reference."
    )


def test_a_public_name_has_one_entry() -> None:
    several = {name: pages for name, pages in documented().items() if len(pages) > 1}
    assert not several, "A link would lead to any of them."


def test_the_reference_names_what_is_public() -> None:
    unknown = sorted(name for name in documented() if name not in NAMES)
    new = sorted(name for name in NAMES if owner(name) not in documented())
    assert not unknown, (
        f"The reference has {unknown[0]}, which is not public any more. Remove its "
        "entry; or if it has been renamed, rename it there and in the links to it. "
        f"Public and not in the reference: {', '.join(new) or 'nothing'}."
    )


@each_name
def test_a_public_name_has_a_docstring(name: str) -> None:
    docstring = NAMES[name].docstring
    assert docstring is not None, f"{name} has no docstring."


@pytest.mark.parametrize("name", [name for name in NAMES if owner(name) == name])
def test_a_docstring_says_since_when(name: str) -> None:
    docstring = NAMES[name].docstring
    assert not NAMES[name].runtime or (docstring and "Since:" in docstring.value), (
        f"The docstring of {name} has no section `Since:`."
    )


def errors() -> dict[str, type[BaseException]]:
    """Return the public errors and warnings."""
    found = {
        name: getattr(import_module(name.rpartition(".")[0]), name.rpartition(".")[2])
        for name in NAMES
        if owner(name) == name
    }
    return {
        name: thing
        for name, thing in found.items()
        if inspect.isclass(thing) and issubclass(thing, BaseException)
    }


@pytest.mark.parametrize(("name", "error"), errors().items())
def test_an_error_carries_the_name_that_users_import(
    name: str, error: type[BaseException]
) -> None:
    assert f"{error.__module__}.{error.__qualname__}" == name, (
        "A report would send its reader to a private module. Derive it from TrapError "
        "or TrapWarning."
    )
    assert pickle.loads(pickle.dumps(error)) is error  # noqa: S301  (our own)


@each_name
def test_what_is_documented_is_in_the_signature(name: str) -> None:
    function = NAMES[name]
    real = {str(parameter.name).lstrip("*") for parameter in api.parameters(function)}
    for section in function.docstring.parsed if function.docstring else ():
        if isinstance(section, griffe.DocstringSectionParameters):
            gone = [a.name for a in section.value if a.name.lstrip("*") not in real]
            assert not gone, f"{name} documents {gone[0]!r}, which it does not take."


@each_name
def test_what_is_in_the_signature_is_documented(name: str) -> None:
    function = NAMES[name]
    options = api.options(function)
    text = function.docstring.value if function.docstring else ""
    if not options and "arguments are those of" in text:
        return
    real = {str(parameter.name).lstrip("*") for parameter in api.parameters(function)}
    missing = sorted(real - set(options) - CONTRACT)
    assert not missing, f"{name} takes {missing[0]!r} and does not document it."


@pytest.mark.parametrize(
    "name", [n for n, target in NAMES.items() if api.executable(target)]
)
def test_a_public_name_was_executed_by_an_example(name: str) -> None:
    assert api.shared(name) & set(executed()), told_of_names([name], NAMES)


@pytest.mark.parametrize(
    "name", [n for n, target in NAMES.items() if api.executable(target)]
)
def test_every_documented_option_was_used_by_an_example(name: str) -> None:
    used = executed()
    owners = {owner(other) for other in api.shared(name)}
    family = [other for other in used if owner(other) in owners]
    # A class's methods share their options: `follow` means the same in all of them.
    given = (
        used[name] if owner(name) == name else set().union(*(used[o] for o in family))
    )
    missing = sorted(set(api.options(NAMES[name])) - given)
    assert not missing, (
        f"No example gives {name} the option {missing[0]!r}. If an example of it was "
        "deleted or changed, bring back what it showed. If the option is new, write an "
        "example. If it was renamed, run `make records`."
    )
