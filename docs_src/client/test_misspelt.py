"""A misspelt argument.

Django REST framework's `APIClient` turns a keyword that it does not know into a
variable that no view reads. `AsyncAPIClient` refuses it, and says what you may have
meant.
"""

from restflow.test import AsyncAPISimpleTestCase, RequestArgumentError


class MisspeltTests(AsyncAPISimpleTestCase):
    def test_rest_framework_ignores_it(self) -> None:
        response = self.sync_client.get("/api/echo", folow=True)
        self.assertEqual(response.status_code, 301)

        response = self.sync_client.get(
            "/api/echo/", authorization="Token key-of-alice"
        )
        self.assertNotIn("authorization", response.json()["headers"])  # [!]

    async def test_restflow_refuses_it(self) -> None:
        with self.assertRaisesMessage(RequestArgumentError, "Did you mean `follow`?"):
            await self.client.get("/api/echo", folow=True)

        with self.assertRaisesMessage(
            RequestArgumentError, "A header is written HTTP_AUTHORIZATION=…"
        ):
            await self.client.get("/api/echo/", authorization="Token …")
