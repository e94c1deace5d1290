"""An application of your own, with startup and shutdown.

Many projects wrap Django's application. Pass the one to test as `app`; the default is
the one that ASGI_APPLICATION names.
"""

from typing import Any

from django.core.asgi import get_asgi_application

from restflow.test import AsyncAPISimpleTestCase, AsyncHTTPClient

django = get_asgi_application()
log: list[str] = []


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        log.append(scope["path"])
        await django(scope, receive, send)
        return
    for phase in ("startup", "shutdown"):
        await receive()
        log.append(phase)
        await send({"type": f"lifespan.{phase}.complete"})


class LifespanTests(AsyncAPISimpleTestCase):
    async def test_it_is_up_while_the_client_is_open(self) -> None:
        async with AsyncHTTPClient(app=application) as client:  # [!]
            self.assertEqual(log, ["startup"])
            await client.get("/api/health/")

        self.assertEqual(log, ["startup", "/api/health/", "shutdown"])
