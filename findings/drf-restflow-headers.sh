#!/usr/bin/env bash
# drf-restflow's client sends keywords in WSGI's spelling under another name, and a stored
# header together with the one of the call.
#
# Versions: drf-restflow 2.0.1, djangorestframework 3.18.3, Django 5.2.19.
# Behaviour: it takes `credentials(HTTP_X_TENANT=…)` in WSGI's spelling and nothing else. The
#   same keyword in the constructor or in one call becomes a header Http-X-Tenant, and
#   HTTP_HOST a header Http-Host, so the host stays "testserver". A header of one call does
#   not replace the stored one: both are sent, and the view sees them with a comma between.
# Output seen:
#   credentials: acme testserver
#   constructor: None testserver
#   one call: None testserver
#   both: other,acme testserver
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check \
    django==5.2.19 drf-restflow==2.0.1 djangorestframework==3.18.3
cat >"$place/probe.py" <<'PY'
import asyncio

import django
from django.conf import settings

settings.configure(SECRET_KEY="x", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__)
django.setup()

from django.http import HttpResponse
from django.urls import path
from restflow.test import AsyncAPIClient


def view(request):
    return HttpResponse(f"{request.headers.get('X-Tenant')} {request.get_host()}")


async def tell(name, client, **keywords):
    response = await client.get("/", **keywords)
    print(f"{name}: {response.content.decode()}")


async def main():
    client = AsyncAPIClient()
    client.credentials(HTTP_X_TENANT="acme")
    await tell("credentials", client)
    named = AsyncAPIClient(HTTP_X_TENANT="acme", HTTP_HOST="api.example.com")
    await tell("constructor", named)
    await tell("one call", AsyncAPIClient(), HTTP_X_TENANT="acme")
    await tell("both", client, headers={"X-Tenant": "other"})


urlpatterns = [path("", view)]
asyncio.run(main())
PY
seen=$("$place/venv/bin/python" -W ignore "$place/probe.py")
expected='credentials: acme testserver
constructor: None testserver
one call: None testserver
both: other,acme testserver'
printf '%s\n' "$seen"
[ "$seen" = "$expected" ]
