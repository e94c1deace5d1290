"""Requests and responses, recorded.

`record_exchanges` collects the exchanges of every test client in its block. You can
print an exchange, or get it as a curl command.
"""

from restflow.test import AsyncAPISimpleTestCase, record_exchanges


class RecordTests(AsyncAPISimpleTestCase):
    async def test_each_request_is_recorded(self) -> None:
        with record_exchanges() as exchanges:
            await self.client.get("/api/health", follow=True)

        redirect, answer = exchanges
        self.assertEqual(redirect.status, 301)
        self.assertEqual(answer.url, "http://testserver/api/health/")
        self.assertEqual(answer.response_body, b'{"status": "ok"}')
        print(answer)  # [!]

    async def test_a_request_can_be_sent_again_from_a_shell(self) -> None:
        with record_exchanges() as exchanges:
            await self.client.post("/api/echo/", {"name": "Mug"})

        command = exchanges[0].as_curl()
        self.assertIn("""--data-raw '{"name":"Mug"}'""", command)
        print(command)
