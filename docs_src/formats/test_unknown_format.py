"""A format without a renderer.

Django REST framework's client looks for the renderer only if there is data. restflow
always does, and names the formats that exist. For any other format send bytes.
"""

from restflow.test import AsyncAPISimpleTestCase, RequestArgumentError


class UnknownFormatTests(AsyncAPISimpleTestCase):
    def test_rest_framework_does_not_notice_without_data(self) -> None:
        response = self.sync_client.post("/api/echo/", format="jsno")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json()["headers"], {})  # [!]

    async def test_restflow_names_the_formats(self) -> None:
        for data in (None, {"name": "Mug"}):
            with self.assertRaisesMessage(
                RequestArgumentError,
                "No renderer has the format 'jsno'; there are 'multipart', 'json'.",
            ):
                await self.client.post("/api/echo/", data, format="jsno")

    async def test_any_content_type_can_be_sent_as_bytes(self) -> None:
        response = await self.client.post(
            "/api/echo/",
            b"<product><name>Mug</name></product>",
            content_type="application/xml",  # [!]
        )
        echo = response.json()
        self.assertEqual(echo["headers"]["content-type"], "application/xml")
        self.assertEqual(echo["body"], "<product><name>Mug</name></product>")
