"""A cache of its own for each test, whatever the backend and however many processes."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.core.cache.backends.base import BaseCache

_numbers = count(1)
_of_test = ""


class _KeyPrefix:
    """The key prefix that a cache was configured with, and the test's."""

    def __get__(self, cache: Any, owner: type[Any]) -> Any:
        if cache is None:
            return self
        prefix = cache.__dict__.get("key_prefix", "")
        return f"{prefix}{_of_test}"

    def __set__(self, cache: Any, prefix: str) -> None:
        cache.__dict__["key_prefix"] = prefix


@contextmanager
def separate_cache() -> Generator[None]:
    """Give the keys of all caches a prefix of their own until the block ends.

    What was stored before is not found in the block, and what is stored in it is not
    found afterwards. Other processes have other prefixes.
    """
    global _of_test  # noqa: PLW0603  (a process runs one test at a time)
    before = _of_test
    if "key_prefix" not in vars(BaseCache):
        # Backends set it when they are made; it is read for each key.
        cache: Any = BaseCache
        cache.key_prefix = _KeyPrefix()
    _of_test = f"test-{os.getpid()}-{next(_numbers)}-"
    try:
        yield
    finally:
        _of_test = before
