"""The order in which records have the tests of a file."""

from __future__ import annotations

import inspect
from typing import Any, cast

import pytest
from django.test import TestCase, TransactionTestCase


def place_of(item: pytest.Item) -> tuple[int, str, str]:
    """Return the place of a test: its line, and its class, which may inherit it."""
    test: Any = cast("Any", item)
    line = int(inspect.unwrap(test.function).__code__.co_firstlineno)
    return line, getattr(test.cls, "__name__", ""), item.name


def flushes(item: pytest.Item) -> bool:
    """Tell whether a test flushes the database."""
    cls: type = getattr(item, "cls", None) or object
    return issubclass(cls, TransactionTestCase) and not issubclass(cls, TestCase)
