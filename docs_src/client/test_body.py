"""The body of a request.

Data is sent as JSON, or in the `format` that you name. With `content_type`, bytes are
sent unchanged.
"""

from django.http import QueryDict

from restflow.test import AsyncAPISimpleTestCase


class BodyTests(AsyncAPISimpleTestCase):
    async def test_data_is_json_by_default(self) -> None:
        response = await self.client.post("/api/echo/", {"name": "Mug"})
        seen = response.json()
        self.assertEqual(seen["headers"]["content-type"], "application/json")
        self.assertEqual(seen["body"], '{"name":"Mug"}')

    async def test_a_format_names_a_renderer(self) -> None:
        response = await self.client.post(
            "/api/echo/", {"name": "Mug"}, format="multipart"
        )
        seen = response.json()
        self.assertIn("multipart/form-data", seen["headers"]["content-type"])
        self.assertIn('name="name"', seen["body"])

    async def test_bytes_are_sent_as_they_are(self) -> None:
        response = await self.client.post(
            "/api/echo/", b"name,price\nMug,9.50\n", content_type="text/csv"
        )
        seen = response.json()
        self.assertEqual(seen["headers"]["content-type"], "text/csv")
        self.assertEqual(seen["body"], "name,price\nMug,9.50\n")

    async def test_a_dialect_of_json_is_still_encoded(self) -> None:
        response = await self.client.patch(
            "/api/echo/", {"price": None}, content_type="application/merge-patch+json"
        )
        self.assertEqual(response.json()["body"], '{"price": null}')

    async def test_all_values_of_a_key_are_sent(self) -> None:
        data = QueryDict("name=Mug&tag=new&tag=blue")
        response = await self.client.post("/api/echo/", data)
        self.assertEqual(response.json()["body"], '{"name":"Mug","tag":["new","blue"]}')
