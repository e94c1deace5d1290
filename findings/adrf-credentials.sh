#!/usr/bin/env bash
# `credentials()` of adrf's test client sends no header.
#
# Versions: adrf 0.1.14, djangorestframework 3.18.3, Django 5.2.19.
# Behaviour: after `client.credentials(HTTP_AUTHORIZATION="Token 1")` requests have no such
#   header. adrf writes the keyword into the ASGI scope, as Django REST framework writes it
#   into the WSGI environ, and nothing reads it there. `AUTHORIZATION=` does no better. The
#   view sees nobody, and a test of what nobody may do is green.
# Output seen:
#   credentials: None
#   headers=: Token 1
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check \
    django==5.2.19 adrf==0.1.14 djangorestframework==3.18.3
cat >"$place/probe.py" <<'PY'
import asyncio

import django
from django.conf import settings

settings.configure(SECRET_KEY="x", ALLOWED_HOSTS=["testserver"], ROOT_URLCONF=__name__)
django.setup()

from adrf.test import AsyncAPIClient
from django.http import JsonResponse
from django.urls import path


def view(request):
    return JsonResponse({"authorization": request.headers.get("Authorization")})


async def main():
    client = AsyncAPIClient()
    client.credentials(HTTP_AUTHORIZATION="Token 1", AUTHORIZATION="Token 1")
    response = await client.get("/")
    print("credentials:", response.json()["authorization"])
    response = await AsyncAPIClient().get("/", headers={"Authorization": "Token 1"})
    print("headers=:", response.json()["authorization"])


urlpatterns = [path("", view)]
asyncio.run(main())
PY
seen=$("$place/venv/bin/python" -W ignore "$place/probe.py")
expected='credentials: None
headers=: Token 1'
printf '%s\n' "$seen"
[ "$seen" = "$expected" ]
