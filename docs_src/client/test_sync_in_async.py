"""A synchronous client in an asynchronous test.

A synchronous client cannot run an asynchronous view while an event loop is running, and
its responses cannot be awaited. `self.sync_client` says so at once. The errors of other
synchronous clients get a note that says what to write, below the traceback of the test.
"""

from rest_framework.test import APIClient

from restflow.test import AsyncAPISimpleTestCase, SynchronousCallError


class WrongTests(AsyncAPISimpleTestCase):
    __test__ = False

    async def call_it(self) -> None:
        APIClient().get("/api/health/")

    async def await_it(self) -> None:
        await APIClient().get("/api/no-such-page/")  # type: ignore[misc]


class HealthTests(AsyncAPISimpleTestCase):
    async def test_the_synchronous_client_refuses(self) -> None:
        with self.assertRaises(SynchronousCallError) as caught:
            self.sync_client.get("/api/health/")  # [!]
        print(caught.exception)

    def test_a_call_of_another_client_is_explained(self) -> None:
        with self.assertRaisesMessage(RuntimeError, "AsyncToSync") as caught:
            WrongTests("call_it").debug()  # [!]
        print(*caught.exception.__notes__)

    def test_an_await_of_its_response_is_explained(self) -> None:
        with self.assertRaisesMessage(TypeError, "await") as caught:
            WrongTests("await_it").debug()  # [!]
        print(*caught.exception.__notes__)

    async def test_the_asynchronous_client_is_awaited(self) -> None:
        response = await self.client.get("/api/health/")
        self.assertEqual(response.json(), {"status": "ok"})

    def test_a_plain_test_has_the_synchronous_client(self) -> None:
        response = self.sync_client.get("/api/health/")
        self.assertEqual(response.json(), {"status": "ok"})
