"""What a form can hold.

A form is flat: a list becomes a repeated field, and everything else becomes text.
Django REST framework's client sends nested data as text, too; restflow refuses it.
"""

from restflow.test import AsyncAPISimpleTestCase, RequestArgumentError

LINES = [{"product": 1, "quantity": 2}]


class MultipartTests(AsyncAPISimpleTestCase):
    def test_rest_framework_sends_what_python_prints(self) -> None:
        response = self.sync_client.post(
            "/api/echo/", {"lines": LINES}, format="multipart"
        )
        self.assertIn("{'product': 1, 'quantity': 2}", response.json()["body"])  # [!]

    async def test_restflow_refuses_nested_data(self) -> None:
        with self.assertRaisesMessage(RequestArgumentError, "`lines` is nested"):
            await self.client.post("/api/echo/", {"lines": LINES}, format="multipart")

        with self.assertRaisesMessage(RequestArgumentError, "made of named fields"):
            await self.client.post("/api/echo/", LINES, format="multipart")

    async def test_a_list_is_a_repeated_field(self) -> None:
        response = await self.client.post(
            "/api/echo/", {"size": ["S", "M"], "stock": 3}, format="multipart"
        )
        body = response.json()["body"]
        self.assertEqual(body.count('name="size"'), 2)
        self.assertIn('name="stock"\r\n\r\n3\r\n', body)

    async def test_nothing_does_not_fit_either(self) -> None:
        with self.assertRaisesMessage(TypeError, "Cannot encode None"):
            await self.client.post("/api/echo/", {"category": None}, format="multipart")
