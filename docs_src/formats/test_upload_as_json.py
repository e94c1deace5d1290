"""A file that was sent as JSON.

JSON holds no files. Django REST framework's encoder sends a list of lines, and the
request succeeds. restflow refuses the file. With `format="multipart"` it arrives.
"""

from django.core.files.uploadedfile import SimpleUploadedFile

from restflow.test import AsyncAPISimpleTestCase, RequestArgumentError


class UploadTests(AsyncAPISimpleTestCase):
    def test_rest_framework_makes_a_list_of_it(self) -> None:
        notes = SimpleUploadedFile("notes.txt", b"first\nsecond\n")

        response = self.sync_client.post("/api/echo/", {"notes": notes}, format="json")

        self.assertEqual(response.status_code, 200)
        self.assertEqual(
            response.json()["body"],
            r'{"notes":["first\n","second\n"]}',  # [!]
        )

    async def test_restflow_refuses_it(self) -> None:
        notes = SimpleUploadedFile("notes.txt", b"first\nsecond\n")

        with self.assertRaisesMessage(
            RequestArgumentError, "`notes` is a file, and JSON holds no files."
        ):
            await self.client.post("/api/echo/", {"notes": notes})

    async def test_as_multipart_the_file_arrives(self) -> None:
        notes = SimpleUploadedFile("notes.txt", b"first\nsecond\n")

        response = await self.client.post(
            "/api/echo/",
            {"notes": notes},
            format="multipart",  # [!]
        )

        self.assertIn('filename="notes.txt"', response.json()["body"])
        self.assertIn("first\nsecond\n", response.json()["body"])
