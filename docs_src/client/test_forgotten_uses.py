"""Other ways to use a request that was not awaited.

Each of them is refused, with the call and its line. A request that was awaited is not
the response, either: that is what `await` has returned.
"""

from typing import Any

from restflow.test import AsyncAPISimpleTestCase, ForgottenAwaitError


class ForgottenUseTests(AsyncAPISimpleTestCase):
    async def test_a_header_and_the_content(self) -> None:
        request: Any = self.client.get("/api/health/")
        self.assertIn("request not awaited: `AsyncAPIClient.get`", repr(request))
        with self.assertRaisesMessage(ForgottenAwaitError, "`['Content-Type']`"):
            request["Content-Type"]  # [!]
        with self.assertRaisesMessage(ForgottenAwaitError, "the content"):
            "status" in request  # noqa: B015
        with self.assertRaisesMessage(ForgottenAwaitError, "the content"):
            list(request)

    async def test_the_request_is_not_the_response(self) -> None:
        request: Any = self.client.get("/api/health/")
        response = await request
        self.assertEqual(response.status_code, 200)
        with self.assertRaisesMessage(
            ForgottenAwaitError, "`await` has returned"
        ):  # [!]
            request.status_code  # noqa: B018

    async def test_an_assertion(self) -> None:
        response = await self.client.get("/api/health")
        assertion: Any = self.assertRedirects(response, "/api/health/", 301)
        with self.assertRaisesMessage(ForgottenAwaitError, "s.assertRedirects` in "):
            bool(assertion)  # [!]
        await assertion

    async def test_a_stream_is_entered(self) -> None:
        stream: Any = self.client.stream("GET", "/api/health/")
        with self.assertRaisesMessage(ForgottenAwaitError, "`async with`"):
            await stream  # [!]
        with self.assertRaisesMessage(ForgottenAwaitError, "the content"):
            [chunk async for chunk in stream]
