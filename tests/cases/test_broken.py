"""What is told of a transaction that an IntegrityError has broken."""

from __future__ import annotations

import unittest
from contextlib import suppress
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from restflow.test import AsyncAPITestCase
from restflow.test._cases.hints import explain

pytestmark = pytest.mark.django_db(transaction=True)


async def add_twice() -> None:
    await Group.objects.acreate(name="a")
    with suppress(IntegrityError):
        await Group.objects.acreate(name="a")


class Cases(AsyncAPITestCase):
    # Not by pytest.
    __test__ = False

    async def test_that_goes_on(self) -> None:
        await add_twice()
        await Group.objects.acount()

    async def test_in_a_block_of_its_own(self) -> None:
        def work() -> None:
            with transaction.atomic():
                Group.objects.create(name="a")
                with suppress(IntegrityError):
                    Group.objects.create(name="a")
                Group.objects.count()

        await sync_to_async(work)()

    async def test_that_marks_it_by_hand(self) -> None:
        await sync_to_async(transaction.set_rollback)(True)
        await Group.objects.acount()


def error_of(name: str) -> str:
    """Run a test that fails, and return its report."""
    result = unittest.TestResult()
    unittest.TestSuite([Cases(name)]).run(result)
    ((_, text),) = result.errors
    assert "TransactionManagementError: An error occurred" in text
    return str(text)


def test_the_line_is_named_that_has_broken_it() -> None:
    text = error_of("test_that_goes_on")
    line = add_twice.__code__.co_firstlineno + 3
    assert f"IntegrityError in tests/cases/test_broken.py:{line} has broken" in text
    assert "`run_commit_hooks`" in text


@pytest.mark.parametrize(
    "name", ["test_in_a_block_of_its_own", "test_that_marks_it_by_hand"]
)
def test_where_it_is_not_certain_nothing_is_told(name: str) -> None:
    assert "has broken" not in error_of(name)


def test_outside_of_a_test_nothing_is_told() -> None:
    error: Any = TransactionManagementError("An error occurred")
    error.__cause__ = IntegrityError("of somebody else")
    explain(error)
    assert not hasattr(error, "__notes__")
