"""What to write instead, in a test case class.

A client that is synchronous, an assertion that asks for a WSGI request, and a query in
a task group: each error has a note. A test that returns something has a warning.
"""

import re

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import asyncio
from django.contrib.messages.test import MessagesTestMixin
from django.test import Client
from products.models import Product
from restflow.test import AsyncAPITestCase

class ShopTests(MessagesTestMixin, AsyncAPITestCase):
    async def test_1(self):
        client = Client()
        await client.post("/api/token/")

    async def test_2(self):
        self.shop = Client()
        await self.shop.get("/api/health/")

    async def test_3(self):
        response = await self.client.get("/api/health/")
        self.assertMessages(response, [])

    async def count(self):
        Product.objects.count()

    async def test_4(self):
        async with asyncio.TaskGroup() as group:
            group.create_task(self.count())

    async def test_5(self):
        return "Mug"
"""
RUN = ["--ds=project.settings", "-p", "no:randomly", "-rN"]
TOLD = [
    "Write `await self.client.post(…)`.",
    "Write `await self.client.get(…)`.",
    "Write `await sync_to_async(list)(get_messages(response.asgi_request))`",
    "Write `await Product.objects.acount()`.",
    "DeprecationWarning: test_shop.ShopTests.test_5 returned a value",
]


def test_each_is_told(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TESTS)

    result = pytester.runpytest_subprocess(*RUN)

    capsys.readouterr()
    found = re.findall("(?:Write `await|DeprecationWarning: ).+", str(result.stdout))
    for line, told in zip(found, TOLD, strict=True):
        assert line.startswith(told)  # [!]
        print(line)
