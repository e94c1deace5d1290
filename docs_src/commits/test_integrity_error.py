"""An IntegrityError that the view handles.

In production only the statement fails. In a test that is rolled back the error breaks
the test's transaction. With `run_commit_hooks` the view works as in production.
"""

from django.db import IntegrityError
from django.db.transaction import TransactionManagementError
from django.http import HttpRequest, JsonResponse
from django.test import TestCase
from django.urls import path

from products.models import Category
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


async def add(request: HttpRequest, slug: str) -> JsonResponse:
    try:
        await Category.objects.acreate(name=slug.title(), slug=slug)
    except IntegrityError:
        existing = await Category.objects.aget(slug=slug)
        return JsonResponse({"id": existing.pk}, status=409)
    return JsonResponse({"added": slug}, status=201)


class DjangoTests(URLPatternsTestCase, TestCase):
    urlpatterns = [path("add/<slug>/", add)]

    async def test_the_view_fails_that_works_in_production(self) -> None:
        await self.async_client.post("/add/mugs/")

        with self.assertRaises(TransactionManagementError):  # [!]
            await self.async_client.post("/add/mugs/")


class AsInProductionTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("add/<slug>/", add)]
    run_commit_hooks = True  # [!]

    async def test_the_view_answers(self) -> None:
        await self.client.post("/add/mugs/")

        response = await self.client.post("/add/mugs/")

        self.assertEqual(response.status_code, 409)
        self.assertEqual(await Category.objects.acount(), 1)
