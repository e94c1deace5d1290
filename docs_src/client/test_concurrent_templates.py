"""Pages that are rendered at the same time.

Django's client collects each template that any request renders, so a response may have
the context of another. With restflow's client each response has its own.
"""

import asyncio

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import AsyncClient
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

meeting: list[asyncio.Barrier] = []


async def page(request: HttpRequest, name: str) -> HttpResponse:
    content = Template("Buy a {{ name }}!").render(Context({"name": name}))
    await meeting[0].wait()
    return HttpResponse(content)


class TemplateTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("<name>/", page)]

    def setUp(self) -> None:
        meeting[:] = [asyncio.Barrier(2)]

    async def test_with_django_both_have_the_same_context(self) -> None:
        client = AsyncClient()
        mug, pot = await asyncio.gather(client.get("/mug/"), client.get("/pot/"))
        self.assertEqual(mug.context["name"], pot.context["name"])  # [!]

    async def test_with_restflow_each_has_its_own(self) -> None:
        client = self.client
        mug, pot = await asyncio.gather(client.get("/mug/"), client.get("/pot/"))
        self.assertEqual(mug.context["name"], "mug")  # [!]
        self.assertEqual(pot.context["name"], "pot")  # [!]
        self.assertEqual([len(mug.templates), len(pot.templates)], [1, 1])
