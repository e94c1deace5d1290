"""The body of a request.

With `format` the data is encoded for you. `content_type` says what bytes already are.
Both at once contradict each other, so that is an error.
"""

from unittest import TestCase

from django.core.files.uploadedfile import SimpleUploadedFile

from restflow.test import AsyncAPIRequestFactory, RequestArgumentError


class BodyTests(TestCase):
    def setUp(self) -> None:
        self.factory = AsyncAPIRequestFactory()

    def test_json_by_default(self) -> None:
        request = self.factory.post("/products/", {"name": "Mug"})
        self.assertEqual(request.content_type, "application/json")
        self.assertEqual(request.body, b'{"name":"Mug"}')

    def test_a_form_with_a_file(self) -> None:
        photo = SimpleUploadedFile("mug.png", b"not really a picture")
        request = self.factory.post(
            "/products/", {"name": "Mug", "photo": photo}, format="multipart"
        )
        self.assertEqual(request.POST["name"], "Mug")
        self.assertIn("photo", request.FILES)

    def test_bytes_as_they_are(self) -> None:
        request = self.factory.put(
            "/products/1/", b"<name>Mug</name>", content_type="application/xml"
        )
        self.assertEqual(request.content_type, "application/xml")
        self.assertEqual(request.body, b"<name>Mug</name>")

    def test_a_dict_as_another_kind_of_json(self) -> None:
        request = self.factory.patch(
            "/products/1/", {"name": None}, content_type="application/merge-patch+json"
        )
        self.assertEqual(request.body, b'{"name": null}')

    def test_not_both(self) -> None:
        with self.assertRaisesRegex(RequestArgumentError, "both `format` and"):
            self.factory.post(
                "/products/",
                {"name": "Mug"},
                format="json",  # [!]
                content_type="application/json",  # [!]
            )
