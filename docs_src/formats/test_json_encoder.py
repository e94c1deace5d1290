"""Values that JSON does not know.

If a dict is sent with a JSON `content_type`, Django's encoder encodes it. It knows
dates and decimals. Give the client your own encoder for other values.
"""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from restflow.test import (
    AsyncAPIClient,
    AsyncAPIRequestFactory,
    AsyncAPISimpleTestCase,
)

MERGE_PATCH = "application/merge-patch+json"


class SetEncoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return sorted(o) if isinstance(o, set) else super().default(o)


class EncoderTests(AsyncAPISimpleTestCase):
    async def test_a_set_has_no_json(self) -> None:
        with self.assertRaisesMessage(TypeError, "set is not JSON serializable"):
            await self.client.patch(
                "/api/echo/", {"sizes": {"S", "M"}}, content_type=MERGE_PATCH
            )

    async def test_an_encoder_gives_it_one(self) -> None:
        client = AsyncAPIClient(json_encoder=SetEncoder)  # [!]
        response = await client.patch(
            "/api/echo/", {"sizes": {"S", "M"}}, content_type=MERGE_PATCH
        )
        self.assertEqual(response.json()["body"], '{"sizes": ["M", "S"]}')

    def test_the_factory_takes_one_as_well(self) -> None:
        factory = AsyncAPIRequestFactory(json_encoder=SetEncoder)
        request = factory.patch("/", {"sizes": {"S", "M"}}, content_type=MERGE_PATCH)
        self.assertEqual(request.body, b'{"sizes": ["M", "S"]}')
