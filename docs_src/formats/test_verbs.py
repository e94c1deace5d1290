"""Data, format and content type, for every verb with a body.

POST, PUT, PATCH, DELETE and OPTIONS take the same three arguments, and the factory
encodes as the client does. A format with a content type is an `AssertionError`.
"""

from restflow.test import AsyncAPIRequestFactory, AsyncAPISimpleTestCase

MUG = {"name": "Mug"}


class VerbTests(AsyncAPISimpleTestCase):
    async def test_the_client_and_the_factory_encode_alike(self) -> None:
        client, factory = self.client, AsyncAPIRequestFactory()
        for send, make in (
            (client.post, factory.post),
            (client.put, factory.put),
            (client.patch, factory.patch),
            (client.delete, factory.delete),
            (client.options, factory.options),
        ):
            response = await send("/api/echo/", data=MUG, format="json")  # [!]
            request = make("/api/echo/", data=MUG, format="json")
            self.assertEqual(response.json()["body"], '{"name":"Mug"}')
            self.assertEqual(request.body, b'{"name":"Mug"}')

            raw_bytes = b'{"name" : "Mug"}'
            response = await send(  # [!]
                "/api/echo/", data=raw_bytes, content_type="application/json"
            )
            request = make(
                "/api/echo/", data=raw_bytes, content_type="application/json"
            )
            self.assertEqual(response.json()["body"], '{"name" : "Mug"}')
            self.assertEqual(request.body, raw_bytes)

    async def test_a_format_and_a_content_type_contradict_each_other(self) -> None:
        factory = AsyncAPIRequestFactory()
        for data in (MUG, None):
            with self.assertRaisesRegex(AssertionError, "both `format` and"):
                await self.client.put(
                    "/api/echo/", data=data, format="json", content_type="text/csv"
                )
            with self.assertRaisesRegex(AssertionError, "both `format` and"):
                factory.put(
                    "/api/echo/", data=data, format="json", content_type="text/csv"
                )
