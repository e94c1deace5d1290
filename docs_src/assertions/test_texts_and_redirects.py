"""Texts, templates and redirects, in both directions.

`assertNotContains` passes easily: JSON and HTML write some letters and quotes in
another way. Compare the data, or a whole element with `html=True`.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.test import SimpleTestCase
from django.urls import path
from django.utils.html import format_html

from restflow.test import AsyncAPITestCase, URLPatternsTestCase


def customers(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"names": ["Zoë"]})


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(format_html("<p>{}</p>", "O'Hara"), status=201)


class TextTests(URLPatternsTestCase, SimpleTestCase):
    urlpatterns = [path("customers/", customers), path("page/", page)]

    def test_the_trap(self) -> None:
        response = self.client.get("/customers/")
        self.assertNotContains(response, "Zoë")  # [!]
        self.assertNotContains(self.client.get("/page/"), "O'Hara", status_code=201)

    def test_the_ways_out(self) -> None:
        response = self.client.get("/customers/")
        self.assertEqual(response.json(), {"names": ["Zoë"]})  # [!]

        response = self.client.get("/page/")
        self.assertContains(response, "<p>O'Hara</p>", status_code=201, html=True)

    def test_another_status_than_200_has_to_be_named(self) -> None:
        with self.assertRaisesMessage(AssertionError, "201 != 200"):
            self.assertNotContains(self.client.get("/page/"), "Ada")


class TemplateTests(AsyncAPITestCase):
    async def test_templates(self) -> None:
        response = await self.client.get("/")
        self.assertTemplateUsed(response, "products/index.html")
        self.assertTemplateNotUsed(response, "orders/order.html")

    async def test_an_api_uses_none(self) -> None:
        response = await self.client.get("/api/products/")
        self.assertTemplateNotUsed(response, "products/index.html")
        said = "No templates used to render the response"
        with self.assertRaisesMessage(AssertionError, said):
            self.assertTemplateUsed(response, "products/index.html")


class RedirectTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("old/", lambda _: redirect("https://example.com/"))]

    async def test_a_redirect_to_another_host(self) -> None:
        response = await self.client.get("/old/")
        self.assertRedirects(  # [!]
            response, "https://example.com/", fetch_redirect_response=False
        )
