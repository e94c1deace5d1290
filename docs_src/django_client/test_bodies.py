"""Bodies of Django's client: forms, files, JSON, and the trap of PUT.

`post` encodes a dict as a form. `put`, `patch`, `delete` and `options` don't encode it:
they send its `str()` as bytes.
"""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, JsonResponse
from django.test import SimpleTestCase
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import path

from project.views import echo
from restflow.test import URLPatternsTestCase


def received(request: HttpRequest) -> JsonResponse:
    names = [file.name for file in request.FILES.getlist("photo")]
    return JsonResponse({"form": dict(request.POST.lists()), "files": names})


class BodyTests(URLPatternsTestCase, SimpleTestCase):
    urlpatterns = [path("received/", received), path("echo/", echo)]

    def test_a_form_with_a_file(self) -> None:
        photo = SimpleUploadedFile("mug.png", b"\x89PNG", "image/png")
        data = {"tag": ["new", "blue"], "photo": photo}  # [!]
        response = self.client.post("/received/", data)
        self.assertEqual(response.json()["form"], {"tag": ["new", "blue"]})
        self.assertEqual(response.json()["files"], ["mug.png"])

    def test_json(self) -> None:
        data = {"tag": None}
        response = self.client.post("/echo/", data, content_type="application/json")
        self.assertEqual(response.json()["body"], '{"tag": null}')

    def test_a_form_has_no_null(self) -> None:
        with self.assertRaisesMessage(TypeError, "Cannot encode None for key 'tag'"):
            self.client.post("/received/", {"tag": None})

    def test_the_trap_of_put(self) -> None:
        echoed = self.client.put("/echo/", {"name": "Mug"}).json()  # [!]
        self.assertEqual(echoed["body"], "{'name': 'Mug'}")
        self.assertEqual(echoed["headers"]["content-type"], "application/octet-stream")

    def test_the_ways_out(self) -> None:
        data = {"name": "Mug"}
        response = self.client.put("/echo/", data, content_type="application/json")
        self.assertEqual(response.json()["body"], '{"name": "Mug"}')

        form = encode_multipart(BOUNDARY, data)
        response = self.client.patch("/echo/", form, content_type=MULTIPART_CONTENT)
        self.assertIn('form-data; name="name"', response.json()["body"])

    def test_the_other_methods(self) -> None:
        for method in ("delete", "options", "trace"):
            response = getattr(self.client, method)("/echo/")
            self.assertEqual(response.json()["method"], method.upper())
        self.assertEqual(self.client.head("/echo/").content, b"")
