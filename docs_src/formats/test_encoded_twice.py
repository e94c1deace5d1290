"""JSON that was encoded twice.

Django REST framework's encoder encodes a text that is JSON once more, so the view gets
a string. restflow refuses it: pass the data, or name the content type.
"""

import json

from restflow.test import AsyncAPISimpleTestCase, RequestArgumentError


class EncodedTwiceTests(AsyncAPISimpleTestCase):
    def test_rest_framework_encodes_it_again(self) -> None:
        text = json.dumps({"name": "Mug"})
        response = self.sync_client.post("/api/echo/", text, format="json")
        self.assertEqual(response.json()["body"], r'"{\"name\": \"Mug\"}"')  # [!]

    async def test_restflow_refuses_to(self) -> None:
        for encoded in ('{"name": "Mug"}', b'{"name": "Mug"}'):
            with self.assertRaisesMessage(
                RequestArgumentError, "would be encoded as JSON once more"
            ):
                await self.client.post("/api/echo/", encoded)

    async def test_data_is_encoded_once(self) -> None:
        response = await self.client.post("/api/echo/", {"name": "Mug"})
        self.assertEqual(response.json()["body"], '{"name":"Mug"}')

    async def test_text_with_a_content_type_is_sent_as_it_is(self) -> None:
        response = await self.client.post(
            "/api/echo/",
            json.dumps({"name": "Mug"}),
            content_type="application/json",  # [!]
        )
        self.assertEqual(response.json()["body"], '{"name": "Mug"}')
