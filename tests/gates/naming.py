"""What looks like a name of restflow, and whether there is one.

Each rule yields what is wrong with a text, so that a page can be put in front of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from pkgutil import resolve_name

import griffe

from tests.gates.plugin import added
from tests.gates.prose import project
from tests.gates.spans import spans
from tools.paths import EXAMPLES, ROOT, SOURCE
from tools.records import api
from tools.sources.traps import catalogue

Rule = Callable[..., Iterator[str]]

_MEMBER = re.compile(r"(?<![\w.\]])((?:self\.)?\w+)\.([a-z]\w*)")
# Files, hosts and logs that begin as our modules do.
_NO_MODULES = {"restflow.github.io", "restflow.lock"}
_OF_OTHERS = {
    "clients": ("rest_framework.test.APIClient", "django.test.AsyncClient"),
    "responses": ("rest_framework.response.Response",),
}
_CLIENTS = ("AsyncAPIClient", *_OF_OTHERS["clients"])
# What examples and pages call objects of ours, and what those may be.
OBJECTS = {
    "self.client": _CLIENTS,
    "self.async_client": _CLIENTS,
    "self.sync_client": _OF_OTHERS["clients"],
    "async_api_client": ("AsyncAPIClient",),
    "response": ("ClientResponse", "StreamedResponse", *_OF_OTHERS["responses"]),
    "story": ("Story", "AsyncStory"),
    "self.story": ("Story", "AsyncStory"),
    "async_story": ("AsyncStory",),
    "live_asgi_server": ("LiveASGIServer",),
}
# Django's synchronous client adds the first to a response; the others end files.
_OTHER = {"wsgi_request", "md", "py"}


def dotted(text: str, *, internal: bool) -> Iterator[str]:
    """Check dotted names that begin with `restflow`."""
    for found in re.finditer(r"(?<![\w./-])restflow(?:\.[A-Za-z_]\w*)+", text):
        name = found[0]
        if re.search(r"\.[EW]\d", name) or name in _NO_MODULES:
            continue
        if not (is_public(name) or (internal and _is_there(name))):
            yield (
                f"names {name}, which restflow does not have in public. Write the name "
                "that users import; docs/reference has all of them."
            )


def members(text: str, *, internal: bool) -> Iterator[str]:
    """Check what follows a class of ours, or what pages call its objects."""
    del internal
    for _, code in spans({"": text}):
        for found in _MEMBER.finditer(code):
            owner, member = found.groups()
            kinds = OBJECTS.get(owner) or ((owner,) if owner in classes() else ())
            if kinds and member not in _OTHER.union(*map(members_of, kinds)):
                yield (
                    f"names {owner}.{member}, and {' and '.join(kinds)} has no {member}"
                    ". Write the member that there is."
                )


def settings(text: str, *, internal: bool) -> Iterator[str]:
    """Check settings and environment variables."""
    known = read_settings() | _read_by_examples()
    known |= _of_tools() if internal else frozenset()
    for name in re.findall(r"\bRESTFLOW_[A-Z_]+\b", text):
        if name not in known:
            yield (
                f"names {name}, which restflow does not read. It reads "
                f"{', '.join(sorted(read_settings()))}."
            )


def options(text: str, *, internal: bool) -> Iterator[str]:
    """Check options of pytest's command line, and of its configuration."""
    del internal
    known = added().command_line | added().ini.keys() | _of_styles()
    for name in re.findall(r"--restflow-[a-z-]+|(?<![\w.])restflow_[a-z_]+\b", text):
        if name not in known:
            has = sorted(added().command_line | added().ini.keys())
            yield f"names {name}, and the plugin has {', '.join(has)}."


def extras(text: str, *, internal: bool) -> Iterator[str]:
    """Check the extras of the distribution."""
    del internal
    known = project()["optional-dependencies"]
    for listed in re.findall(r"\brestflow\[([a-z, ]+)\]", text):
        for extra in re.split(r", *", listed):
            if extra not in known:
                yield (
                    f"names the extra restflow[{extra}], and pyproject.toml has "
                    f"{', '.join(known)}."
                )


def targets(text: str, *, internal: bool) -> Iterator[str]:
    """Check what is made."""
    del internal
    for name in re.findall(r"(?:`|\$ |^ *)make ([a-z]+)", text, re.MULTILINE):
        if name not in makes():
            yield f"names `make {name}`, and the Makefile has no target {name}."


def codes(text: str, *, internal: bool) -> Iterator[str]:
    """Check codes, with and without `restflow` in front."""
    del internal
    for code in re.findall(
        r"(?<![\w.])(?<! to )(?:restflow\.)?([EW][0-3]\d\d)\b", text
    ):
        if f"restflow.{code}" not in known_codes():
            yield (
                f"names the code restflow.{code}, which src/restflow/_traps.py does "
                "not have. Write the code that it has."
            )


RULES: tuple[Rule, ...] = (
    dotted,
    members,
    settings,
    options,
    extras,
    targets,
    codes,
)


@cache
def makes() -> frozenset[str]:
    """Return the targets of the Makefile."""
    makefile = (ROOT / "Makefile").read_text()
    return frozenset(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


@cache
def known_codes() -> frozenset[str]:
    """Return the codes of the catalogue."""
    return frozenset(trap.code for trap in catalogue())


def is_public(name: str) -> bool:
    """Tell whether users can import a name, or have it of what they import."""
    owner, _, member = name.rpartition(".")
    target = api.public_names().get(owner)
    return (
        name in {"restflow", *api.MODULES}
        or name in api.public_names()
        or (isinstance(target, griffe.Class) and member in members_of(target.name))
    )


@cache
def read_settings() -> frozenset[str]:
    """Return the settings and environment variables that the library reads."""
    return frozenset(_texts(SOURCE))


@cache
def _of_styles() -> frozenset[str]:
    """Return the variables of style sheets, which look like options."""
    sheets = [path.read_text("utf-8") for path in SOURCE.rglob("*.css")]
    return frozenset(re.findall(r"--restflow-[a-z-]+", "\n".join(sheets)))


@cache
def _read_by_examples() -> frozenset[str]:
    return frozenset(_texts(EXAMPLES))


@cache
def _of_tools() -> frozenset[str]:
    return frozenset([*_texts(ROOT / "tests"), *_texts(ROOT / "tools")])


def _texts(root: Path) -> Iterator[str]:
    for path in root.rglob("*.py"):
        yield from re.findall(r"[\"'](RESTFLOW_[A-Z_]+)[\"']", path.read_text("utf-8"))


def _is_there(name: str) -> bool:
    try:
        return resolve_name(name) is not None
    except (ImportError, AttributeError, ValueError):
        return False


@cache
def classes() -> dict[str, griffe.Class]:
    """Return the public classes, by the names that pages have for them."""
    return {
        name.rpartition(".")[2]: target
        for name, target in api.public_names().items()
        if isinstance(target, griffe.Class)
    }


@cache
def members_of(name: str) -> frozenset[str]:
    """Return the members of a class, and the attributes of its objects."""
    if name not in classes():
        return frozenset(dir(resolve_name(name)))
    target = classes()[name]
    sections = target.docstring.parsed if target.docstring else ()
    documented = {
        attribute.name
        for section in sections
        if isinstance(section, griffe.DocstringSectionAttributes)
        for attribute in section.value
    }
    inherited = dir(resolve_name(target.canonical_path)) if target.runtime else []
    return frozenset({*target.all_members, *documented, *inherited})
