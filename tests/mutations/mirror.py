"""Which tests of the library belong to a file of it: those of the package's mirror."""

from __future__ import annotations

import re
from pathlib import Path

from tools.checks.matrix import NOT_RUN
from tools.paths import ROOT

TESTS = ROOT / "tests"
# Where the name of the directory is not that of the package.
OTHERS = {"pytest": "pytest_plugin", "docs": "docs_package", "openapi": "schema"}
SLOW = frozenset(NOT_RUN)


def tests_of(file: str) -> list[str]:
    """Return the test files for a file, those first that have its name or speak of it.

    Args:
        file: The file, below the root of the repository.

    Returns:
        The test files, below the root.
    """
    *packages, stem = (part.strip("_") for part in Path(file).with_suffix("").parts)
    for package in (*reversed(packages), stem):
        folder = TESTS / OTHERS.get(package, package)
        # The package `test` has many mirrors, and is none.
        if package not in {"src", "restflow", "test"} and folder.is_dir():
            break
    else:
        return [str(path.relative_to(ROOT)) for path in sorted(TESTS.glob("test_*.py"))]
    of_name = re.compile(rf"\b{re.escape(stem)}\b")

    def distance(path: Path) -> tuple[bool, bool, str]:
        named = stem in path.stem
        return not named, not of_name.search(path.read_text()), path.name

    found = [
        path
        for path in sorted(folder.glob("test_*.py"), key=distance)
        if path.relative_to(TESTS).as_posix() not in SLOW
    ]
    return [str(path.relative_to(ROOT)) for path in found]
