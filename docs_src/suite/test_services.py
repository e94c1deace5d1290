"""The shop calls no other service.

A customer orders and gets a mail, and no host is looked up. The test fails as soon as
an order needs another service.
"""

import socket
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.core import mail

from products.models import Product
from restflow.test import AsyncAPIClient


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_an_order_calls_nobody(
    async_api_client: AsyncAPIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    khan = await User.objects.acreate(username="khan", email="khan@example.com")
    async_api_client.force_authenticate(user=khan)
    look_up = mock.Mock(side_effect=OSError("A test looks up a host."))
    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    lines = [{"product": mug.pk, "quantity": 2}]
    response = await async_api_client.post("/api/orders/", {"lines": lines})

    assert response.status_code == 201
    assert len(mail.outbox) == 1
    look_up.assert_not_called()
