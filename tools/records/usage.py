"""Which public names of the library running code used, and with which options."""

from __future__ import annotations

import ast
import contextlib
import dis
import sys
import threading
from collections import defaultdict
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import griffe
import pluggy

from tools.paths import ROOT, SOURCE
from tools.records import api

# These stand between a test and what it calls.
_BETWEEN = {
    str(SOURCE / "restflow" / "test" / f"{name}.py")
    for name in ("_client/pending", "_exchanges/recording")
} | {contextlib.__file__}


# The library itself, and what records.
_NOT_THE_EXAMPLE = (str(SOURCE), str(Path(pluggy.__file__).parent), str(ROOT / "tools"))


class Usage:
    """Watches every thread while it is on.

    Attributes:
        api: The public names that were executed, each with the options it was given.
        on: Whether it watches now.
    """

    def __init__(self) -> None:
        self.api: dict[str, set[str]]
        self.on = False
        self.forget()
        # Threads that exist already (there is none but this one) are not reached.
        threading.setprofile(self._profile)

    def forget(self) -> None:
        """Begin anew."""
        self.api = defaultdict(set)

    @contextmanager
    def watching(self) -> Generator[None]:
        """Watch what runs in this block, in every thread."""
        self.on = True
        sys.setprofile(self._profile)
        try:
            yield
        finally:
            sys.setprofile(None)
            self.on = False

    def _profile(self, frame: FrameType, event: str, _argument: Any) -> None:
        if event != "call" or not self.on:
            return
        code = frame.f_code
        names = _watched().get((code.co_filename, code.co_qualname), ())
        if names and frame.f_lasti <= _first_instruction(code):
            self._note_names(names, frame)

    def _note_names(self, names: Iterable[str], frame: FrameType) -> None:
        # What the library calls of itself says nothing about the example; what it
        # raises does.
        internal = _caller(frame).startswith(_NOT_THE_EXAMPLE)
        for name in names:
            raised = name.endswith(("Error", "Warning"))
            if (raised or not internal) and _is_of(name, frame.f_locals):
                self.api[name] |= _given(name, frame)


def _caller(frame: FrameType) -> str:
    """Return the file of the code that called, past what stands between."""
    caller = frame.f_back
    while caller is not None and caller.f_code.co_filename in _BETWEEN:
        caller = caller.f_back
    return caller.f_code.co_filename if caller is not None else ""


@cache
def _watched() -> dict[tuple[str, str], list[str]]:
    """Return the public names by the file and qualified name of their code."""
    watched: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, target in api.public_names().items():
        if behind := api.code_behind(name):
            for code in behind:
                watched[code].append(name)
        elif isinstance(target, griffe.Class):
            # Whatever of a class runs, the class was used.
            for member in target.all_members.values():
                if member.canonical_path.startswith("restflow.") and member.is_function:
                    code = api.code_name(api.resolve(member))
                    watched[code].append(name)
        else:
            watched[api.code_name(target)].append(name)
    return watched


@cache
def _defaults(name: str) -> dict[str, Any]:
    """Return the options of a public name, each with its default."""
    return {
        parameter.name.lstrip("*"): (
            ... if parameter.required else _value(str(parameter.default))
        )
        for parameter in api.parameters(api.public_names()[name])
        if parameter.name not in ("self", "cls")
    }


def _is_of(name: str, values: dict[str, Any]) -> bool:
    """Tell whether a method's object is of the class that a public name belongs to.

    Several classes may have a method from one base.
    """
    if api.code_behind(name):
        return True
    names = api.public_names()
    public = name if names[name].is_class else name.rpartition(".")[0]
    owner = names.get(public)
    cls: type[Any] | None = values.get("cls")
    if "self" in values:
        cls = values["self"].__class__
    if owner is None or cls is None:
        return True
    return api.is_made_of(cls, public)


def _given(name: str, frame: FrameType) -> set[str]:
    """Return the options that were given to a function, or in making an object."""
    target = api.public_names()[name]
    if isinstance(target, griffe.Class) and frame.f_code.co_name != "__init__":
        return set()
    values = frame.f_locals
    return {
        option
        for option, default in _defaults(name).items()
        if option in values and not _same(values[option], _meant(default, frame))
    }


def _meant(default: Any, frame: FrameType) -> Any:
    """Return the value of a default that is a constant's name."""
    return frame.f_globals.get(default, default) if type(default) is _Name else default


class _Name(str):
    """A default that is no literal."""

    __slots__ = ()


def _value(source: str) -> Any:
    try:
        return ast.literal_eval(source)
    except ValueError:
        return _Name(source)


def _same(value: Any, default: Any) -> bool:
    return value is default or (type(value) is type(default) and bool(value == default))


@cache
def _first_instruction(code: CodeType) -> int:
    """Return where a function begins: a coroutine that is resumed is past this."""
    return next(
        instruction.offset
        for instruction in dis.get_instructions(code)
        if instruction.opname == "RESUME"
    )
