"""One file, sent twice.

Encoding a request reads the file to its end. With Django REST framework's client the
second request has an empty file. `AsyncAPIClient` puts the file back to where it stood.
"""

from django.core.files.uploadedfile import SimpleUploadedFile

from restflow.test import AsyncAPISimpleTestCase


class FileTwiceTests(AsyncAPISimpleTestCase):
    def test_rest_framework_sends_an_empty_file(self) -> None:
        notes = SimpleUploadedFile("notes.txt", b"Buy mugs.")
        self.sync_client.post("/api/echo/", {"notes": notes}, format="multipart")

        response = self.sync_client.post(
            "/api/echo/", {"notes": notes}, format="multipart"
        )

        self.assertIn('filename="notes.txt"', response.json()["body"])
        self.assertNotIn("Buy mugs.", response.json()["body"])  # [!]

    async def test_restflow_sends_the_same_file_again(self) -> None:
        notes = SimpleUploadedFile("notes.txt", b"Buy mugs.")
        await self.client.post("/api/echo/", {"notes": notes}, format="multipart")

        response = await self.client.post(
            "/api/echo/", {"notes": notes}, format="multipart"
        )

        self.assertIn("Buy mugs.", response.json()["body"])  # [!]

    async def test_what_the_test_has_read_is_not_sent(self) -> None:
        notes = SimpleUploadedFile("notes.txt", b"Buy mugs.")
        self.assertEqual(notes.read(), b"Buy mugs.")
        notes.seek(0)  # [!]

        response = await self.client.post(
            "/api/echo/", {"notes": notes}, format="multipart"
        )

        self.assertIn("Buy mugs.", response.json()["body"])
