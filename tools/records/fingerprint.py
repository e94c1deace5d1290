"""What a run of an example depends on, as one short hash.

A run proves something only about the files that took part in it, and about the record
that it agreed with. The site counts a run for an example while this hash is what it was
then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from tools.paths import EXAMPLES, ROOT, SAMPLE, SOURCE, record_of

# What the sample project is made of. Tests leave databases and uploads beside it.
_SUFFIXES = {".css", ".html", ".js", ".json", ".py", ".txt"}


def fingerprint(example: Path) -> str:
    """Return the hash of an example, its record, the sample project and the library.

    Args:
        example: The example's file.
    """
    digest = hashlib.sha256(_surroundings())
    # An example that is skipped may have no record yet.
    for path in (example, record_of(example), *_beside(example.parent)):
        digest.update(path.name.encode())
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()[:16]


def hash_of(paths: Iterable[Path]) -> str:
    """Return one short hash of files: of their names and of what is in them.

    Args:
        paths: The files, in any order.
    """
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _surroundings() -> bytes:
    return hash_of(_shared_files()).encode()


def _shared_files() -> Iterator[Path]:
    yield ROOT / "conftest.py"
    yield from SOURCE.rglob("*.py")
    for app in SAMPLE:
        for path in (EXAMPLES / app).rglob("*"):
            if path.suffix in _SUFFIXES and "media" not in path.parts:
                yield path


def _beside(topic: Path) -> list[Path]:
    """Return what the examples of a topic read, such as an access table."""
    return sorted(topic.glob("*.txt"))
