"""What the pytest plugin adds to pytest."""

from __future__ import annotations

from functools import cache
from typing import Any

from restflow._pytest import options


class Options:
    """Takes options and settings as the parser of pytest does, and keeps them.

    Attributes:
        command_line: The options of the command line, such as `--restflow-target`.
        ini: What the configuration may say, each with its default.
    """

    def __init__(self) -> None:
        self.command_line: set[str] = set()
        self.ini: dict[str, Any] = {}

    def getgroup(self, name: str) -> Options:
        """Return what takes the options of a group."""
        assert name == "restflow"
        return self

    def addoption(self, name: str, **_given: Any) -> None:
        """Keep an option."""
        self.command_line.add(name)

    def addini(self, name: str, _help: str, **given: Any) -> None:
        """Keep a setting. One that is a list is empty by default."""
        is_list = given.get("type") in {"linelist", "paths", "pathlist", "args"}
        self.ini[name] = given.get("default", [] if is_list else None)


@cache
def added() -> Options:
    """Return what the plugin adds to the command line, and to the configuration."""
    found = Options()
    options.add_options(found)  # type: ignore[arg-type]
    return found


def marks() -> set[str]:
    """Return the names of the marks."""
    return {mark.partition("(")[0] for mark in options._MARKS}
