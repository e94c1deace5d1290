"""The curl command of an exchange sends the same request, byte for byte."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from restflow.test import AsyncAPIClient, Exchange, record_exchanges

pytestmark = [
    pytest.mark.urls("tests.support.urls"),
    # On the servers that test every change, it has to be there.
    pytest.mark.skipif(
        shutil.which("curl") is None and os.environ.get("CI") != "true",
        reason="curl is not installed",
    ),
]


@dataclass
class Received:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """Keeps what it receives."""

    url: str
    received: list[Received] = field(default_factory=list)


@pytest.fixture(scope="module")
def listening() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def receive(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            kept.received.append(
                Received(
                    self.command,
                    self.path,
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(length),
                )
            )
            self.send_response(204)
            self.end_headers()

        def __getattr__(self, name: str) -> Any:
            if name.startswith("do_"):
                return self.receive
            raise AttributeError(name)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        kept = Server(f"http://127.0.0.1:{http.server_port}")
        thread = Thread(target=http.serve_forever)
        thread.start()
        yield kept
        http.shutdown()
        thread.join()


@pytest.fixture
def server(listening: Server) -> Server:
    listening.received.clear()
    return listening


def run(exchange: Exchange, server: Server) -> Received:
    """Run the command of `exchange` in a shell, and return what it sent."""
    # Through its input, as one that is pasted: an argument could not be as long.
    done = subprocess.run(
        ["sh"],  # noqa: S607  (whichever shell there is)
        input=exchange.as_curl().encode(),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    (received,) = server.received
    return received


def check(exchange: Exchange, received: Received) -> None:
    assert received.method == exchange.method
    assert f"http://{received.headers['host']}{received.target}" == exchange.url
    assert received.body == exchange.request_body
    sent = {name.lower(): value for name, value in exchange.request_headers.items()}
    assert received.headers.items() >= sent.items()
    assert received.headers.get("content-type") == sent.get("content-type")


FORM = {
    "title": "Grüße, 'quoted' and \"quoted\"",
    "file": SimpleUploadedFile("a.bin", b"\x00\xff\r\n\x01", content_type="image/png"),
}

REQUESTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "get": ("get", "/orders/", {}),
    "query": ("get", "/orders/?a=1&b=%26%20&c=$HOME", {}),
    "brackets": ("get", "/orders/?ids[]=1&range={1,2}", {}),
    "path": ("get", "/caf%C3%A9/a%20b/'quoted'/", {}),
    "dots": ("get", "/a/../b/./c/", {}),
    "head": ("head", "/orders/?a=1", {}),
    "options": ("options", "/orders/", {}),
    "delete": ("delete", "/orders/1/", {}),
    "empty": ("post", "/orders/", {}),
    "json": ("post", "/orders/", {"data": {"a": [1, None, "ü"]}}),
    "shell": ("put", "/", {"data": {"a": 'it\'s "$HOME" `id` \\ !! ; & | > #'}}),
    "newlines": (
        "patch",
        "/",
        {"data": "one\ntwo\n\n", "content_type": "text/plain"},
    ),
    "carriage": ("post", "/", {"data": "a\r\nb\r", "content_type": "text/plain"}),
    "at": ("post", "/", {"data": "@/etc/hostname", "content_type": "text/plain"}),
    "dash": ("post", "/", {"data": "--help", "content_type": "text/plain"}),
    "control": ("post", "/", {"data": "\x1b[1m", "content_type": "text/plain"}),
    "binary": ("post", "/", {"data": bytes(range(256)), "content_type": "image/png"}),
    "multipart": ("post", "/", {"data": FORM, "format": "multipart"}),
    "large": ("post", "/", {"data": "a" * 200_000, "content_type": "text/plain"}),
    "large binary": (
        "post",
        "/",
        {"data": b"\x00" * 200_000, "content_type": "image/png"},
    ),
    "headers": (
        "get",
        "/",
        {"headers": {"X-Quoted": 'it\'s "so" $HOME', "Cookie": "a=b; c=d"}},
    ),
    "method": ("propfind", "/", {}),
}


@pytest.mark.parametrize(
    ("verb", "path", "arguments"), REQUESTS.values(), ids=list(REQUESTS)
)
async def test_the_command_sends_what_the_client_sent(
    server: Server, verb: str, path: str, arguments: dict[str, Any]
) -> None:
    client = AsyncAPIClient()
    send = getattr(client, verb, partial(client.generic, verb.upper()))
    with record_exchanges() as exchanges:
        await send(f"{server.url}{path}", **arguments)
    check(exchanges[0], run(exchanges[0], server))


def test_the_command_of_a_synchronous_client_works_as_well(server: Server) -> None:
    with record_exchanges() as exchanges:
        Client(HTTP_HOST=server.url.removeprefix("http://")).post(
            "/", {"a": "ü"}, HTTP_X_TENANT="acme"
        )
    check(exchanges[0], run(exchanges[0], server))


async def test_another_host_header_is_sent_as_well(server: Server) -> None:
    with record_exchanges() as exchanges:
        await AsyncAPIClient().get(f"{server.url}/")
    exchanges[0].request_headers["Host"] = "api.example.com"
    assert run(exchanges[0], server).headers["host"] == "api.example.com"


async def test_the_command_is_short_where_curl_knows_better(server: Server) -> None:
    with record_exchanges() as exchanges:
        await AsyncAPIClient().post(f"{server.url}/a/", {"b": "it's"})
    assert exchanges[0].as_curl().startswith("curl ")
    assert "Content-Length" not in exchanges[0].as_curl()
    assert "Host:" not in exchanges[0].as_curl()


async def test_an_empty_header_is_sent(server: Server) -> None:
    with record_exchanges() as exchanges:
        await AsyncAPIClient().get(f"{server.url}/", headers={"X-Empty": ""})
    assert exchanges[0].request_headers["X-Empty"] == ""
    assert run(exchanges[0], server).headers["x-empty"] == ""
