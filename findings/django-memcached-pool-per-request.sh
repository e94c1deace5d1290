#!/usr/bin/env bash
# Django: `use_pooling` of PyMemcacheCache keeps no connection from one request to the next.
#
# Versions: Django 5.2.19, pymemcache 4.0.0.
# Behaviour: pymemcache's pool is for threads that share a client. Django makes a cache object, and
#   with it a pool, for each thread, and under ASGI for each request; and when a request ends, it
#   closes the cache, which empties the pool. So ten requests, each with one `cache.get`, connect
#   ten times, with the option and without it, under WSGI and under ASGI.
# Output seen:
#   use_pooling=False WSGI 10 ASGI 10
#   use_pooling=True WSGI 10 ASGI 10
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check \
    django==5.2.19 pymemcache==4.0.0
cat >"$place/probe.py" <<'PY'
import asyncio
import socketserver
import sys
import threading

import django
from django.conf import settings

connected = []


class Memcached(socketserver.StreamRequestHandler):
    """Has nothing, and says so."""

    def handle(self):
        connected.append(self.client_address)
        while self.rfile.readline():
            self.wfile.write(b"END\r\n")


server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Memcached)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
pooling = sys.argv[1] == "True"
settings.configure(
    SECRET_KEY="x",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    CACHES={
        "default": {
            "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
            "LOCATION": "127.0.0.1:%d" % server.server_address[1],
            "OPTIONS": {"use_pooling": True} if pooling else {},
        }
    },
)
django.setup()

from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path


def page(request):
    cache.get("price")
    return HttpResponse()


urlpatterns = [path("", page)]


def by_wsgi():
    environ = RequestFactory().get("/").environ
    response = get_wsgi_application()(environ, lambda status, headers: None)
    list(response)
    response.close()


async def by_asgi():
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    sent = ApplicationCommunicator(get_asgi_application(), scope)
    await sent.send_input({"type": "http.request"})
    await sent.receive_output(timeout=5)
    await sent.receive_output(timeout=5)
    await sent.wait(timeout=5)


async def many():
    for _ in range(10):
        await by_asgi()


for _ in range(10):
    by_wsgi()
wsgi = len(connected)
asyncio.run(many())
print(f"use_pooling={pooling} WSGI {wsgi} ASGI {len(connected) - wsgi}")
PY
seen=$(for pooling in False True; do
    "$place/venv/bin/python" -W ignore "$place/probe.py" "$pooling"
done)
expected="use_pooling=False WSGI 10 ASGI 10
use_pooling=True WSGI 10 ASGI 10"
printf "%s\n" "$seen"
[ "$seen" = "$expected" ]
