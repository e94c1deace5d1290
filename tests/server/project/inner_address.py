"""A live server on an address that the run or the class names."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import httpx2
import pytest
from django.test import override_settings

from restflow.test import AsyncAPIRollbackLiveServerTestCase, LiveASGIServer

# Not localhost, but this machine: what listens on localhost is not found there.
ELSEWHERE = "127.0.0.2"
ALL = "0.0.0.0"  # noqa: S104  (that is what this is about)


def ask_from_elsewhere(url: str) -> int:
    """Ask as a browser does in another container, which knows this one as `web`."""
    port = urlsplit(url).port
    at = f"http://{ELSEWHERE}:{port}/host/"
    return httpx2.get(at, headers={"Host": f"web:{port}"}).status_code


def test_it_is_where_it_was_asked_to_be(live_asgi_server: LiveASGIServer) -> None:
    assert live_asgi_server.url == os.environ["LIVE_SERVER_URL"]
    for url in (live_asgi_server.url, live_asgi_server.url.replace(ALL, "localhost")):
        assert httpx2.get(f"{url}/host/").status_code == 200


def test_it_is_reached_from_elsewhere_where_the_name_is_allowed(
    live_asgi_server: LiveASGIServer,
) -> None:
    if ALL not in live_asgi_server.url:
        with pytest.raises(httpx2.ConnectError):
            ask_from_elsewhere(live_asgi_server.url)
        return
    assert ask_from_elsewhere(live_asgi_server.url) == 400
    with override_settings(ALLOWED_HOSTS=["web"]):
        assert ask_from_elsewhere(live_asgi_server.url) == 200


class TestEverywhere(AsyncAPIRollbackLiveServerTestCase):
    host = ALL
    port = int(os.environ["LIVE_SERVER_PORT"])

    @override_settings(ALLOWED_HOSTS=["web"])
    def test_class_is_reached_from_elsewhere(self) -> None:
        assert self.live_server_url == f"http://{ALL}:{self.port}"
        assert ask_from_elsewhere(self.live_server_url) == 200
