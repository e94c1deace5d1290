"""A form before, JSON after.

If a request names no format, `APIClient` sends a form, in which each value is text.
`AsyncAPIClient` sends JSON. A class can go on sending forms.
"""

from rest_framework.test import APISimpleTestCase

from restflow.test import AsyncAPIClient, AsyncAPISimpleTestCase


class FormClient(AsyncAPIClient):
    default_format = "multipart"


class BeforeTests(APISimpleTestCase):
    def test_a_form(self) -> None:
        response = self.client.post("/api/echo/", {"quantity": 2})
        self.assertIn("multipart/form-data", response.json()["headers"]["content-type"])

    def test_nested_data(self) -> None:
        response = self.client.post("/api/echo/", {"lines": [{"quantity": 2}]})
        self.assertIn("{'quantity': 2}", response.json()["body"])  # [!]


class AfterTests(AsyncAPISimpleTestCase):
    async def test_json(self) -> None:
        response = await self.client.post("/api/echo/", {"quantity": 2})
        self.assertEqual(response.json()["body"], '{"quantity":2}')

    async def test_nested_data(self) -> None:
        response = await self.client.post("/api/echo/", {"lines": [{"quantity": 2}]})
        self.assertEqual(response.json()["body"], '{"lines":[{"quantity":2}]}')


class StillFormTests(AsyncAPISimpleTestCase):
    client_class = FormClient  # [!]

    async def test_a_form(self) -> None:
        response = await self.client.post("/api/echo/", {"quantity": 2})
        self.assertIn("multipart/form-data", response.json()["headers"]["content-type"])
