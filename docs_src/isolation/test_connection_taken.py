"""Two threads that wait for each other.

The first thread has opened a transaction, and waits for the second, which needs the
shared connection of the test. restflow raises an error that names the line which holds
the connection.
"""

import asyncio

import pytest
from django.db import transaction

from products.models import Product
from restflow.test import ConnectionTakenError


def reprice() -> None:
    Product.objects.update(price="1.00")


@transaction.atomic
def reprice_in_a_thread() -> None:
    Product.objects.update(price="2.00")
    asyncio.run(asyncio.to_thread(reprice))  # [!]


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # Four seconds, unless the environment says otherwise.
    monkeypatch.setenv("RESTFLOW_CONNECTION_TIMEOUT", "0.2")

    with pytest.raises(ConnectionTakenError) as caught:  # [!]
        await asyncio.to_thread(reprice_in_a_thread)

    print(caught.value)


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_block_ends_first() -> None:
    with_a_block = transaction.atomic(reprice)
    await asyncio.to_thread(with_a_block)
    await asyncio.to_thread(reprice)
