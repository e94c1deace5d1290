"""The default format.

It is JSON; Django REST framework's client sends a form. Set another default with
TEST_REQUEST_DEFAULT_FORMAT, or with `default_format` in a class of your own.
"""

from django.conf import settings
from django.test import override_settings

from restflow.test import AsyncAPIClient, AsyncAPISimpleTestCase

FORMS = {**settings.REST_FRAMEWORK, "TEST_REQUEST_DEFAULT_FORMAT": "multipart"}


class FormClient(AsyncAPIClient):
    default_format = "multipart"  # [!]


class DefaultFormatTests(AsyncAPISimpleTestCase):
    def test_the_synchronous_client_sends_a_form(self) -> None:
        response = self.sync_client.post("/api/echo/", {"name": "Mug"})
        headers = response.json()["headers"]
        self.assertRegex(headers["content-type"], "^multipart/form-data;")  # [!]

    async def test_the_asynchronous_client_sends_json(self) -> None:
        response = await self.client.post("/api/echo/", {"name": "Mug"})
        headers = response.json()["headers"]
        self.assertEqual(headers["content-type"], "application/json")  # [!]
        self.assertEqual(response.json()["body"], '{"name":"Mug"}')

    @override_settings(REST_FRAMEWORK=FORMS)  # [!]
    async def test_the_setting_decides(self) -> None:
        response = await self.client.post("/api/echo/", {"name": "Mug"})
        headers = response.json()["headers"]
        self.assertRegex(headers["content-type"], "^multipart/form-data;")

    async def test_a_client_of_your_own_decides(self) -> None:
        response = await FormClient().post("/api/echo/", {"name": "Mug"})
        headers = response.json()["headers"]
        self.assertRegex(headers["content-type"], "^multipart/form-data;")
