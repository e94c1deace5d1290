"""The test case classes of the guide: G16 to G20."""

from __future__ import annotations

import threading

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.test import override_settings
from django.urls import path

from products.models import Product
from restflow.test import (
    AsyncAPIClient,
    AsyncAPILiveServerTestCase,
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
    URLPatternsTestCase,
)


class SimpleTests(AsyncAPISimpleTestCase):
    async def test_g16_self_client_is_asynchronous(self) -> None:
        self.assertIs(self.client_class, AsyncAPIClient)
        self.assertIsInstance(self.client, AsyncAPIClient)

        response = await self.client.get("/api/health/")

        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json(), {"status": "ok"})

    async def test_g17_a_query_is_an_error(self) -> None:
        with self.assertRaisesRegex(AssertionError, "queries .* not allowed"):
            await Product.objects.acount()

    async def test_g17_a_query_of_a_view_is_an_error(self) -> None:
        with self.assertRaisesRegex(AssertionError, "queries .* not allowed"):
            await self.client.get("/api/products/")


class RollbackTests(AsyncAPITestCase):
    async def test_g16_self_client_is_asynchronous(self) -> None:
        self.assertIs(self.client_class, AsyncAPIClient)
        self.assertIsInstance(self.client, AsyncAPIClient)

        response = await self.client.get("/api/health/")

        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json(), {"status": "ok"})

    async def test_g18_a_product_is_rolled_back(self) -> None:
        self.assertEqual(await Product.objects.acount(), 0)
        await Product.objects.acreate(name="Mug", price="9.50")
        self.assertEqual(await Product.objects.acount(), 1)

    async def test_g18_a_product_is_rolled_back_in_the_next_test_too(self) -> None:
        self.assertEqual(await Product.objects.acount(), 0)
        await Product.objects.acreate(name="Mug", price="9.50")
        self.assertEqual(await Product.objects.acount(), 1)

    async def test_g18_a_product_that_a_view_makes_is_rolled_back(self) -> None:
        self.assertEqual(await Product.objects.acount(), 0)
        self.client.force_authenticate(user=User(username="khan"))
        await self.client.post("/api/products/", {"name": "Mug", "price": "9.50"})
        self.assertEqual(await Product.objects.acount(), 1)

    async def test_g18_the_test_is_in_a_transaction(self) -> None:
        self.assertTrue(await sync_to_async(lambda: connection.in_atomic_block)())


@pytest.mark.filterwarnings("ignore::restflow.test.CommitHooksWarning")
class CallbackTests(AsyncAPITestCase):
    async def test_g18_callbacks_do_not_run_by_default(self) -> None:
        ran: list[str] = []

        await sync_to_async(transaction.on_commit)(lambda: ran.append("callback"))

        self.assertEqual(ran, [])

    async def test_g18_callbacks_of_a_view_do_not_run_by_default(self) -> None:
        khan = await User.objects.acreate(username="khan", email="khan@example.com")
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.client.force_authenticate(user=khan)

        response = await self.client.post(
            "/api/orders/", {"lines": [{"product": mug.pk, "quantity": 2}]}
        )

        self.assertEqual(response.status_code, 201)
        self.assertEqual(mail.outbox, [])


class CommitTests(AsyncAPITransactionTestCase):
    async def test_g16_self_client_is_asynchronous(self) -> None:
        self.assertIs(self.client_class, AsyncAPIClient)
        self.assertIsInstance(self.client, AsyncAPIClient)

        response = await self.client.get("/api/health/")

        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json(), {"status": "ok"})

    async def test_g19_commits_are_real(self) -> None:
        self.assertFalse(await sync_to_async(lambda: connection.in_atomic_block)())

    async def test_g19_callbacks_run(self) -> None:
        ran: list[str] = []

        def create() -> None:
            with transaction.atomic():
                transaction.on_commit(lambda: ran.append("callback"))
                ran.append("end of the block")

        await sync_to_async(create)()

        self.assertEqual(ran, ["end of the block", "callback"])

    async def test_g19_callbacks_of_a_view_run(self) -> None:
        khan = await User.objects.acreate(username="khan", email="khan@example.com")
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.client.force_authenticate(user=khan)

        response = await self.client.post(
            "/api/orders/", {"lines": [{"product": mug.pk, "quantity": 2}]}
        )

        self.assertEqual(response.status_code, 201)
        self.assertEqual([message.to for message in mail.outbox], [[khan.email]])

    async def test_g19_a_product_is_flushed(self) -> None:
        self.assertEqual(await Product.objects.acount(), 0)
        await Product.objects.acreate(name="Mug", price="9.50")
        self.assertEqual(await Product.objects.acount(), 1)

    async def test_g19_a_product_is_flushed_before_the_next_test_too(self) -> None:
        self.assertEqual(await Product.objects.acount(), 0)
        await Product.objects.acreate(name="Mug", price="9.50")
        self.assertEqual(await Product.objects.acount(), 1)


async def where(request: HttpRequest) -> JsonResponse:
    in_main_thread = threading.current_thread() is threading.main_thread()
    return JsonResponse(
        {"request": type(request).__name__, "in_main_thread": in_main_thread}
    )


class LiveTests(AsyncAPILiveServerTestCase):
    async def test_g16_self_client_is_asynchronous(self) -> None:
        self.assertIs(self.client_class, AsyncAPIClient)
        self.assertIsInstance(self.client, AsyncAPIClient)

        response = await self.client.get("/api/health/")

        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json(), {"status": "ok"})

    async def test_g20_httpx_reaches_the_server(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")

        async with httpx.AsyncClient(base_url=self.live_server_url) as client:
            response = await client.get("/api/products/")

        self.assertEqual(response.status_code, 200)
        self.assertEqual([row["name"] for row in response.json()], ["Mug"])

    def test_g20_what_is_synchronous_reaches_it_as_selenium_would(self) -> None:
        Product.objects.create(name="Mug", price="9.50")

        response = httpx.get(f"{self.live_server_url}/")

        self.assertIn("Mug", response.text)


class LiveThreadTests(URLPatternsTestCase, AsyncAPILiveServerTestCase):
    urlpatterns = [path("where/", where)]  # noqa: RUF012

    async def test_g20_the_server_speaks_asgi_in_a_thread(self) -> None:
        async with httpx.AsyncClient() as client:
            response = await client.get(f"{self.live_server_url}/where/")

        self.assertEqual(
            response.json(), {"request": "ASGIRequest", "in_main_thread": False}
        )


@override_settings(RESTFLOW_LIVE_SERVER="daphne")
class DaphneTests(AsyncAPILiveServerTestCase):
    async def test_g20_daphne_serves_if_it_is_configured(self) -> None:
        async with httpx.AsyncClient() as client:
            response = await client.get(f"{self.live_server_url}/api/health/")

        self.assertEqual(response.json(), {"status": "ok"})
        self.assertIn("daphne", response.headers["Server"].lower())
