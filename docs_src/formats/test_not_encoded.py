"""A dict is sent as something that is not JSON.

Data is not encoded if there is a content type, unless it is JSON. Django REST
framework's client then sends what Python prints. restflow refuses to.
"""

from restflow.test import AsyncAPISimpleTestCase, RequestArgumentError


class NotEncodedTests(AsyncAPISimpleTestCase):
    def test_rest_framework_sends_what_python_prints(self) -> None:
        response = self.sync_client.post(
            "/api/echo/", {"name": "Mug"}, content_type="text/xml"
        )
        self.assertEqual(response.json()["body"], "{'name': 'Mug'}")  # [!]

    async def test_restflow_refuses_to(self) -> None:
        with self.assertRaisesMessage(
            RequestArgumentError, "A structure can't be sent as 'text/xml'"
        ):
            await self.client.post(
                "/api/echo/", {"name": "Mug"}, content_type="text/xml"
            )

    async def test_bytes_are_what_the_test_made_of_them(self) -> None:
        response = await self.client.post(
            "/api/echo/",
            b"<name>Mug</name>",  # [!]
            content_type="text/xml",
        )
        self.assertEqual(response.json()["body"], "<name>Mug</name>")
