"""What a run says of failures: the reader's line, library frames folded, and advice."""

from __future__ import annotations

import re
import traceback
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import ReprEntry, TerminalRepr
from _pytest._io import TerminalWriter
from _pytest.reports import CollectErrorRepr

# What the page's Python lacks, by how Python says so.
_LACKS = {
    "can't start new thread": "There are no threads in the page.",
    "does not support processes": "There are no other processes in the page.",
}
# A frame of a library in the report of a module that could not be imported.
_NO_SOURCE = re.compile(r"^/\S+:\d+: in .*\n    \?\?\?\n", re.MULTILINE)


class Folded(TerminalRepr):
    """Frames of libraries that are not shown."""

    style = "folded"
    reprfileloc = None

    def __init__(self, packages: list[str]) -> None:
        self.packages = packages

    def toterminal(self, tw: TerminalWriter) -> None:
        """Write one line."""
        number = len(self.packages)
        frames = "1 frame" if number == 1 else f"{number} frames"
        names = ", ".join(dict.fromkeys(self.packages))
        tw.line(f"    … {frames} in {names}", light=True)


def error_of(call: pytest.CallInfo[Any]) -> BaseException | None:
    """Return what went wrong, also where it was a module that could not be imported."""
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, pytest.Collector.CollectError):
        return error.__cause__
    return error


def line_of(error: BaseException | None, file: Path) -> int | None:
    """Return the line of a file at which an error arose, or passed last."""
    if error is None:
        return None
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return error.lineno
    lines = [
        number
        for frame, number in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == str(file)
    ]
    return lines[-1] if lines else line_of(error.__cause__ or error.__context__, file)


def advice_on(error: BaseException | None, path: str) -> str | None:
    """Say what is missing here, if that is the reason of an error."""
    while error is not None:
        if type(error) is ModuleNotFoundError and error.name:
            return _no_module(error.name, path)
        for said, meaning in _LACKS.items():
            if said in str(error):
                return f"{meaning} Run it locally: pytest docs_src/{path}"
        error = error.__cause__ or error.__context__
    return None


def _no_module(name: str, path: str) -> str:
    return (
        f"There is no module {name!r} in the page. What there is: Python's standard "
        "library, Django, Django REST framework and what the sample project uses, "
        "pytest with pytest-django and pytest-asyncio, and restflow. Nothing can be "
        "installed here. With any other package, run it locally: "
        f"pip install it, then pytest docs_src/{path}"
    )


def fold(report: Any, root: Path) -> None:
    """Fold the frames of libraries in the traceback of a report."""
    representation = getattr(report, "longrepr", None)
    if isinstance(representation, CollectErrorRepr):
        folded = _NO_SOURCE.sub("", representation.longrepr)
        report.longrepr = CollectErrorRepr(folded)
    for shown, *_rest in getattr(representation, "chain", ()):
        shown.reprentries = _folded(shown.reprentries, root)


def _folded(entries: list[Any], root: Path) -> list[Any]:
    kept: list[Any] = []
    for number, entry in enumerate(entries):
        package = _package(entry, root)
        if package is None:
            kept.append(entry)
        elif number == len(entries) - 1:
            kept.append(_without_source(entry))
        elif kept and isinstance(kept[-1], Folded):
            kept[-1].packages.append(package)
        else:
            kept.append(Folded([package]))
    return kept


def _without_source(entry: ReprEntry) -> ReprEntry:
    """Keep what went wrong in a library, and where; its code is not here."""
    lines = [line for line in entry.lines if line.startswith("E ")]
    return ReprEntry(lines, None, None, entry.reprfileloc, entry.style)


def _package(entry: Any, root: Path) -> str | None:
    """Return the library that a frame is of, if it isn't the reader's."""
    location = getattr(entry, "reprfileloc", None)
    if location is None:
        return None
    path = Path(location.path)
    if not path.is_absolute() or path.is_relative_to(root / "docs_src"):
        return None
    if path.is_relative_to(root / "src"):
        return path.relative_to(root / "src").parts[0]
    parts = path.parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    return "Python"
