"""The pitfalls that the guide names: G36 to G40."""

from __future__ import annotations

import unittest

from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.test import modify_settings, override_settings

from products.models import Product
from restflow.caching import NotInstalledError
from restflow.test import (
    AsyncAPIClient,
    AsyncAPIRequestFactory,
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
    CommitHooksWarning,
    ForgottenAwaitError,
)


class ForgottenAwaitTests(AsyncAPISimpleTestCase):
    async def test_g36_a_response_that_was_not_awaited_has_no_status(self) -> None:
        response = self.client.get("/api/health/")

        with self.assertRaisesRegex(ForgottenAwaitError, "Write `await` in front"):
            self.assertEqual(response.status_code, 200)  # type: ignore[attr-defined]

    async def test_g36_it_has_no_json_and_no_truth(self) -> None:
        with self.assertRaisesRegex(ForgottenAwaitError, "test_pitfalls.py"):
            self.client.get("/api/health/").json()  # type: ignore[attr-defined]
        with self.assertRaisesRegex(ForgottenAwaitError, "test_pitfalls.py"):
            self.assertTrue(self.client.get("/api/health/"))

    def test_g36_a_test_that_drops_a_request_fails(self) -> None:
        class HealthTests(AsyncAPISimpleTestCase):
            async def test_it_answers(self) -> None:
                self.client.get("/api/health/")  # type: ignore[unused-coroutine]

        result = unittest.TestResult()
        unittest.TestSuite([HealthTests("test_it_answers")]).run(result)

        self.assertEqual(result.testsRun, 1)
        [(_, report)] = [*result.failures, *result.errors]
        self.assertIn("made requests that were never awaited", report)
        self.assertRegex(report, r"`AsyncAPIClient.get` in .*test_pitfalls.py:\d+")


def forget_names() -> None:
    """Have the list of names made anew."""


class RollbackTests(AsyncAPITransactionTestCase):
    def test_g37_a_callback_that_does_not_fire_under_rollback_is_told(self) -> None:
        class NameTests(AsyncAPITestCase):
            async def test_names_are_forgotten(self) -> None:
                await sync_to_async(transaction.on_commit)(forget_names)

        with self.assertWarnsRegex(
            CommitHooksWarning,
            r"rolled back.*\n  forget_names, registered in .*test_pitfalls.py:\d+",
        ):
            unittest.TestSuite([NameTests("test_names_are_forgotten")]).run(
                unittest.TestResult()
            )


@override_settings(ROOT_URLCONF="tests.guide.shop")
class UncommittedTests(AsyncAPITestCase):
    async def test_g37_a_rule_that_does_not_fire_under_rollback_is_told(self) -> None:
        response = await self.client.get("/api/products/")
        self.assertEqual(response.json(), {"names": []})

        await Product.objects.acreate(name="Mug", price="9.50")

        for _ in range(2):
            response = await self.client.get("/api/products/")
            self.assertEqual(response.json(), {"names": ["Mug"]})
            self.assertIn("uncommitted", response.headers["Cache-Status"])


@override_settings(ROOT_URLCONF="tests.guide.shop")
@modify_settings(INSTALLED_APPS={"remove": "restflow.caching"})
class MissingApplicationTests(AsyncAPISimpleTestCase):
    async def test_g38_a_request_says_which_application_is_missing(self) -> None:
        with self.assertRaisesRegex(
            NotInstalledError, "'restflow.caching'.* INSTALLED_APPS"
        ):
            await self.client.get("/api/products/")

    def test_g38_so_does_manage_py_check(self) -> None:
        with self.assertRaisesRegex(SystemCheckError, "INSTALLED_APPS"):
            call_command("check")


class ContradictionTests(AsyncAPISimpleTestCase):
    async def test_g39_format_with_content_type_is_told(self) -> None:
        for client in (self.client, AsyncAPIClient()):
            with self.assertRaises(AssertionError) as caught:
                await client.post(
                    "/api/echo/",
                    data={"name": "Mug"},
                    format="json",
                    content_type="application/json",
                )
            said = str(caught.exception)
            self.assertIn("You may not set both `format` and a content type", said)
            self.assertIn("'json' and 'application/json'", said)
            self.assertIn("Pass `format` to have the data encoded, or", said)

    def test_g39_it_is_told_by_the_factory_as_well(self) -> None:
        with self.assertRaisesRegex(
            AssertionError, "You may not set both `format` and a content type"
        ):
            AsyncAPIRequestFactory().post(
                "/api/echo/",
                data={"name": "Mug"},
                format="json",
                content_type="application/json",
            )


async def basket(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"items": request.session.get("items", 0)})


async def greeting(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"hello": request.user.get_username()})


class MiddlewareTests(AsyncAPISimpleTestCase):
    async def test_g40_a_request_of_the_factory_has_no_session(self) -> None:
        request = AsyncAPIRequestFactory().get("/basket/")

        with self.assertRaisesRegex(AttributeError, "no attribute 'session'"):
            await basket(request)

    async def test_g40_and_no_user(self) -> None:
        request = AsyncAPIRequestFactory().get("/greeting/")

        with self.assertRaisesRegex(AttributeError, "no attribute 'user'"):
            await greeting(request)
