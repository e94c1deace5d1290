"""Bodies in an asynchronous test.

Django's `AsyncClient` encodes as `Client` does, with the same trap. restflow's client
takes `format=`, and its default is JSON for each method that has a body.
"""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, JsonResponse
from django.test import AsyncClient
from django.urls import path

from project.views import echo
from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


async def received(request: HttpRequest) -> JsonResponse:
    names = [file.name for file in request.FILES.getlist("photo")]
    return JsonResponse({"form": dict(request.POST.lists()), "files": names})


class BodyTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("received/", received), path("echo/", echo)]

    async def test_the_trap_of_put(self) -> None:
        response = await AsyncClient().put("/echo/", {"name": "Mug"})  # [!]
        self.assertEqual(response.json()["body"], "{'name': 'Mug'}")

    async def test_json(self) -> None:
        for method in ("post", "put", "patch", "delete", "options"):
            send = getattr(self.client, method)
            response = await send("/echo/", {"name": "Mug"})  # [!]
            self.assertEqual(response.json()["body"], '{"name":"Mug"}')

    async def test_a_form_with_a_file(self) -> None:
        photo = SimpleUploadedFile("mug.png", b"\x89PNG", "image/png")
        data = {"tag": ["new", "blue"], "photo": photo}
        response = await self.client.post("/received/", data, format="multipart")
        self.assertEqual(response.json()["form"], {"tag": ["new", "blue"]})
        self.assertEqual(response.json()["files"], ["mug.png"])

    async def test_bytes_of_another_type(self) -> None:
        response = await self.client.put("/echo/", b"<mug/>", content_type="text/xml")
        self.assertEqual(response.json()["headers"]["content-type"], "text/xml")

    async def test_the_other_methods(self) -> None:
        response = await self.client.trace("/echo/")
        self.assertEqual(response.json()["method"], "TRACE")
        self.assertEqual((await self.client.head("/echo/")).content, b"")
