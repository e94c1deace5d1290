"""A database error in a test that is rolled back.

A database error breaks its transaction. With `transaction=True` that is the transaction
of the statement. With a rollback it is the test's, unless a block inside it ends first.
"""

import pytest
from asgiref.sync import sync_to_async
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from products.models import Category


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_before() -> None:
    await Category.objects.acreate(name="Mugs", slug="mugs")
    with pytest.raises(IntegrityError):
        await Category.objects.acreate(name="More mugs", slug="mugs")

    assert await Category.objects.acount() == 1


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_test_is_over() -> None:
    await Category.objects.acreate(name="Mugs", slug="mugs")
    with pytest.raises(IntegrityError):
        await Category.objects.acreate(name="More mugs", slug="mugs")

    with pytest.raises(TransactionManagementError):
        await Category.objects.acount()  # [!]


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_after() -> None:
    await Category.objects.acreate(name="Mugs", slug="mugs")
    create = transaction.atomic(Category.objects.create)  # [!]
    with pytest.raises(IntegrityError):
        await sync_to_async(create)(name="More mugs", slug="mugs")

    assert await Category.objects.acount() == 1
