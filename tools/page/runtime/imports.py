"""Finds the modules of libraries by a list, rather than by asking the file system.

The page's file system is slow, and Python asks it several times for each module.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourcelessFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

# The names of all files that were unpacked.
FILES = Path("/unpacked.json")


class Finder(MetaPathFinder):
    """Finds modules that are compiled files.

    Args:
        files: The files, by their whole paths.
    """

    def __init__(self, files: set[str]) -> None:
        self._files = files

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Return where a module is, if it is one of the files."""
        name = fullname.rpartition(".")[2]
        for directory in sys.path if path is None else path:
            for file in (f"{directory}/{name}/__init__.pyc", f"{directory}/{name}.pyc"):
                if file in self._files:
                    loader = SourcelessFileLoader(fullname, file)
                    return spec_from_file_location(fullname, file, loader=loader)
        return None


def install() -> None:
    """Have Python look for modules in the list first."""
    finder = Finder(set(json.loads(FILES.read_text())))
    sys.meta_path.insert(sys.meta_path.index(PathFinder), finder)
