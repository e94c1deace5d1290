#!/usr/bin/env bash
# adrf 0.1.14's test client can't send JSON to Django REST framework since Django 5.2.13.
#
# Versions: adrf 0.1.14, djangorestframework 3.18.3, Django 5.2.12 and 5.2.13.
# Behaviour: `await AsyncAPIClient().post("/", {"a": 1}, format="json")` is answered with 415.
#   adrf puts the content type into the headers a second time, under the name CONTENT_TYPE.
#   Until 5.2.12 Django's factory made a header content_type of it, which nobody read.
#   5.2.13 writes a hyphen for the underscore (CVE-2026-3902), so there are two content types,
#   which the request joins with a comma. So it is with PUT, PATCH, with a form, and in
#   AsyncAPIRequestFactory.
# Output seen:
#   5.2.12 200 {"a":1}
#   5.2.13 415 {"detail":"Unsupported media type \"application/json,application/json\" in request."}
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
cat >"$place/probe.py" <<'PY'
import asyncio

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="x",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF=__name__,
    REST_FRAMEWORK={
        "UNAUTHENTICATED_USER": None,
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
)
django.setup()

from adrf.test import AsyncAPIClient
from django.urls import path
from rest_framework.decorators import api_view
from rest_framework.response import Response


@api_view(["POST"])
def echo(request):
    return Response(request.data)


urlpatterns = [path("", echo)]
response = asyncio.run(AsyncAPIClient().post("/", {"a": 1}, format="json"))
print(django.get_version(), response.status_code, response.content.decode())
PY
seen=
for version in 5.2.12 5.2.13; do
    "$place/venv/bin/pip" install --quiet --disable-pip-version-check \
        "django==$version" adrf==0.1.14 djangorestframework==3.18.3
    seen+=$("$place/venv/bin/python" -W ignore "$place/probe.py")$'\n'
done
expected='5.2.12 200 {"a":1}
5.2.13 415 {"detail":"Unsupported media type \"application/json,application/json\" in request."}
'
printf '%s' "$seen"
[ "$seen" = "$expected" ]
