"""What a run of an example depends on, as one short hash.

A run proves something only about the files that took part in it. The site counts a run
for an example while this hash is what it was then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tools.paths import EXAMPLES, ROOT, SAMPLE, SOURCE


def fingerprint(example: Path) -> str:
    """Return the hash of an example, the sample project and the library.

    Args:
        example: The example's file.
    """
    digest = hashlib.sha256(_surroundings())
    digest.update(example.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _surroundings() -> bytes:
    digest = hashlib.sha256()
    for path in sorted(_shared_files()):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.digest()


def _shared_files() -> Iterator[Path]:
    yield from SOURCE.rglob("*.py")
    for app in SAMPLE:
        yield from (EXAMPLES / app).rglob("*.py")
        yield from (EXAMPLES / app).rglob("*.html")
        yield from (EXAMPLES / app).rglob("*.js")
