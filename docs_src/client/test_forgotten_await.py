"""A request without await is never sent.

Without `await`, a call only makes a coroutine. With Django's client the test goes on
with it. restflow's client refuses each use of it, and fails a test that never uses it.
"""

import asyncio

from django.test import AsyncClient

from restflow.test import AsyncAPISimpleTestCase, ForgottenAwaitError


class ForgottenAwaitTests(AsyncAPISimpleTestCase):
    async def test_the_trap_is_green(self) -> None:
        response = AsyncClient().get("/api/no-such-page/")
        self.assertTrue(response)  # [!]
        response.close()

    async def test_its_truth_is_refused(self) -> None:
        with self.assertRaises(ForgottenAwaitError) as caught:
            self.assertTrue(self.client.get("/api/health/"))
        print(caught.exception)

    async def test_its_attributes_are_refused(self) -> None:
        with self.assertRaisesMessage(ForgottenAwaitError, "`.status_code`"):
            self.client.get("/api/health/").status_code  # type: ignore[attr-defined]  # noqa: B018

    async def test_comparing_it_is_refused(self) -> None:
        with self.assertRaisesMessage(ForgottenAwaitError, "a comparison"):
            self.assertEqual(self.client.get("/api/health/"), {"status": "ok"})

    def test_a_plain_test_needs_the_synchronous_client(self) -> None:
        response = self.client.get("/api/health/")
        with self.assertRaises(ForgottenAwaitError) as caught:
            self.assertEqual(response.status_code, 200)  # type: ignore[attr-defined]
        print(caught.exception)  # [!]

    async def test_it_can_be_awaited_in_every_way(self) -> None:
        client = self.client
        first = client.get("/api/health/")
        second = asyncio.create_task(client.get("/api/health/"))
        third = asyncio.wait_for(client.get("/api/health/"), timeout=5)
        for response in await asyncio.gather(first, second, third):
            self.assertEqual(response.status_code, 200)
