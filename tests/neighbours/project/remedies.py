"""What a project can do so that tests have caches of their own, beside settings."""

from __future__ import annotations

from itertools import count

import pytest
from django.core.cache import cache

from tests.neighbours.project.settings import NEIGHBOUR

_numbers = count(1)
_number = 0


@pytest.fixture(autouse=True)
def _own_cache() -> None:
    """Give each test a number, and empty the cache before it where the row says so."""
    global _number  # noqa: PLW0603  (a process runs one test at a time)
    _number = next(_numbers)
    if NEIGHBOUR.clears:
        cache.clear()


def prefix(query: object) -> str:  # noqa: ARG001  (what CACHEOPS_PREFIX is given)
    """Return a prefix of keys that no other test has."""
    return f"test-{_number}-"
