"""Celery in eager mode.

With `task_always_eager` a task runs where it is sent, and its error is kept in the
result. A task that is sent before the commit runs before it, even if the transaction is
rolled back.
"""

from collections.abc import Iterator

import pytest
from asgiref.sync import sync_to_async
from celery import Celery
from django.core.exceptions import SynchronousOnlyOperation
from django.db import transaction

from products.models import Category

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.asyncio,
    pytest.mark.run_commit_hooks,
]

app = Celery("shop", broker="memory://", set_as_current=False)
app.conf.task_always_eager = True


@app.task(name="count-shelves")
def count_shelves() -> int:
    return Category.objects.count()


@pytest.fixture
def propagates() -> Iterator[None]:
    app.conf.task_eager_propagates = True  # [!]
    yield
    app.conf.task_eager_propagates = False


async def test_the_trap() -> None:
    result = count_shelves.delay()

    assert isinstance(result.result, SynchronousOnlyOperation)  # [!]


async def test_the_error_is_raised(propagates: None) -> None:
    with pytest.raises(SynchronousOnlyOperation):
        count_shelves.delay()


async def test_in_the_thread_for_synchronous_code(propagates: None) -> None:
    result = await sync_to_async(count_shelves.delay)()  # [!]

    assert result.get() == 0


@transaction.atomic
def add_shelf() -> list[int]:
    counted: list[int] = []
    Category.objects.create(name="Mugs", slug="mugs")
    counted.append(count_shelves.delay().get())
    transaction.on_commit(lambda: counted.append(count_shelves.delay().get()))
    Category.objects.create(name="Cups", slug="cups")
    return counted


async def test_before_the_commit_and_after_it(propagates: None) -> None:
    assert await sync_to_async(add_shelf)() == [1, 2]  # [!]
