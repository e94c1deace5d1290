"""The fixtures that a user of the guide writes."""

from __future__ import annotations

import pytest
import pytest_asyncio
from django.contrib.auth.models import User

from products.models import Product
from restflow.test import AsyncAPIClient


@pytest.fixture
def async_client() -> AsyncAPIClient:
    return AsyncAPIClient()


@pytest.fixture
def khan(db: None) -> User:  # noqa: ARG001
    return User.objects.create_user("khan", "khan@example.com", "s3cret")


@pytest_asyncio.fixture
async def mug(db: None) -> Product:  # noqa: ARG001
    return await Product.objects.acreate(name="Mug", price="9.50")
