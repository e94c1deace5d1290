"""Which commit hooks ran, and in which order.

`captureOnCommitCallbacks` collects the hooks that are registered. `record_commit_hooks`
collects those that run: it needs no test case, and it sees all connections.
"""

import pytest
from django.db import transaction
from django.test import TestCase

from restflow.test import record_commit_hooks


def reserve() -> None: ...


def pack() -> None:
    with transaction.atomic():
        transaction.on_commit(label)


def label() -> None: ...


@transaction.atomic
def order() -> None:
    transaction.on_commit(reserve)
    transaction.on_commit(pack)


@pytest.mark.django_db(transaction=True)
def test_hooks_in_their_order() -> None:
    with record_commit_hooks() as hooks:  # [!]
        order()

    assert hooks == [reserve, pack, label]


@pytest.mark.django_db
def test_without_a_commit_none_runs() -> None:
    with record_commit_hooks() as hooks:
        order()

    assert hooks == []


class CaptureTests(TestCase):
    def test_what_is_captured_and_executed(self) -> None:
        with record_commit_hooks() as hooks:
            with self.captureOnCommitCallbacks(execute=True):
                order()
            self.assertEqual(hooks, [reserve, pack, label])  # [!]
