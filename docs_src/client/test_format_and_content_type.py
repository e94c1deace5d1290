"""A format and a content type at once.

Only one of them can be right. Django REST framework's `APIClient` says so if there is
data; without data it silently drops the format. `AsyncAPIClient` always says so.
"""

from restflow.test import AsyncAPISimpleTestCase, RequestArgumentError


class ContradictionTests(AsyncAPISimpleTestCase):
    def test_rest_framework_drops_one_in_silence(self) -> None:
        response = self.sync_client.post(
            "/api/echo/", format="json", content_type="text/csv"
        )
        seen = response.json()
        self.assertEqual(seen["headers"]["content-type"], "text/csv")  # [!]
        self.assertEqual(seen["body"], "")

    async def test_restflow_refuses_both(self) -> None:
        for data in (None, {"name": "Mug"}):
            with self.assertRaisesMessage(
                RequestArgumentError, "You may not set both `format` and a content type"
            ):
                await self.client.post(
                    "/api/echo/", data, format="json", content_type="text/csv"
                )

    async def test_it_is_what_rest_framework_raises_for_data(self) -> None:
        with self.assertRaises(AssertionError):
            self.sync_client.post("/", {}, format="json", content_type="text/csv")
        with self.assertRaises(AssertionError):  # [!]
            await self.client.post("/", {}, format="json", content_type="text/csv")

    async def test_a_header_is_a_content_type_as_well(self) -> None:
        with self.assertRaisesMessage(
            RequestArgumentError, "The request has two content types"
        ):
            await self.client.post(
                "/api/echo/",
                b"Mug,9.50",
                content_type="text/csv",
                headers={"Content-Type": "text/plain"},
            )
