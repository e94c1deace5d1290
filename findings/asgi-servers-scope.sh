#!/usr/bin/env bash
# ASGI servers: the port in the scope is text with Granian; a request for a whole URL has the URL
# for its path with uvicorn, Hypercorn and daphne.
#
# Versions: granian 2.8.7, uvicorn 0.54.0, hypercorn 0.18.0, daphne 4.2.3.
# Behaviour: ASGI's HTTP specification has integers for the ports of `server` and `client`, and
#   "1.0" for HTTP/1.0. Granian gives ports as text, and "1". RFC 9112, section 3.2.2, has servers
#   accept a target in absolute form, as clients send it that take the server for a proxy. Granian
#   gives the application the path; the others give it the URL, so that no route fits.
# Output seen (server, type of the ports, version of HTTP/1.0, path of http://shop.example/cart):
#   uvicorn int int 1.0 http://shop.example/cart
#   hypercorn int int 1.0 http://shop.example/cart
#   daphne int int 1.0 http://shop.example/cart
#   granian str str 1 /cart
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check \
    granian==2.8.7 uvicorn==0.54.0 hypercorn==0.18.0 daphne==4.2.3
cat >"$place/told.py" <<'PY'
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            happened = (await receive())["type"]
            await send({"type": f"{happened}.complete"})
            if happened == "lifespan.shutdown":
                return
    ports = [type(scope[end][1]).__name__ for end in ("server", "client")]
    body = " ".join([*ports, scope["http_version"], scope["path"]]).encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
PY
cat >"$place/probe.py" <<'PY'
import socket
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
OPTIONS = {
    "uvicorn": ["--log-level", "critical", "--port"],
    "hypercorn": ["--log-level", "critical", "--bind"],
    "daphne": ["-v", "0", "-p"],
    "granian": ["--interface", "asgi", "--log-level", "critical", "--port"],
}
REQUEST = b"GET %s HTTP/%s\r\nHost: shop.example\r\nConnection: close\r\n\r\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, target, version):
    for _ in range(100):
        try:
            connection = socket.create_connection(("127.0.0.1", port), 5)
            break
        except OSError:
            time.sleep(0.1)
    with connection:
        connection.sendall(REQUEST % (target, version))
        received = b""
        while part := connection.recv(65536):
            received += part
    return received.partition(b"\r\n\r\n")[2].decode().split()


for name, options in OPTIONS.items():
    port = free_port()
    where = f"127.0.0.1:{port}" if name == "hypercorn" else str(port)
    server = subprocess.Popen([BIN / name, *options, where, "told:app"])
    try:
        *ports, version, _ = ask(port, b"/", b"1.0")
        path = ask(port, b"http://shop.example/cart", b"1.1")[-1]
        print(name, *ports, version, path, flush=True)
    finally:
        server.terminate()
        server.wait()
PY
seen=$(cd "$place" && "$place/venv/bin/python" -W ignore probe.py 2>/dev/null)
expected="uvicorn int int 1.0 http://shop.example/cart
hypercorn int int 1.0 http://shop.example/cart
daphne int int 1.0 http://shop.example/cart
granian str str 1 /cart"
printf "%s\n" "$seen"
[ "$seen" = "$expected" ]
