#!/usr/bin/env bash
# Django: CommonMiddleware sends `Content-Length: 0` with a 204 and with a 304.
#
# Versions: Django 5.2.19.
# Behaviour: RFC 9110, section 8.6, forbids Content-Length in a 204. In a 304 it may only say how
#   long the content of the 200 would have been. CommonMiddleware sets it from the response's own,
#   empty content. So a page of five bytes with `@condition` says 5 with the first answer and 0 with
#   the 304; a DELETE that answers 204 says 0.
# Output seen:
#   GET 200 Content-Length: 5
#   GET 304 Content-Length: 0
#   DELETE 204 Content-Length: 0
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19
cat >"$place/probe.py" <<'PY'
import django
from django.conf import settings

settings.configure(
    SECRET_KEY="x",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)
django.setup()

from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.http import condition


@condition(etag_func=lambda request: '"first"')
def page(request):
    return HttpResponse(status=204) if request.method == "DELETE" else HttpResponse("hello")


urlpatterns = [path("", page)]


def say(method, **headers):
    response = Client().generic(method, "/", headers=headers)
    print(method, response.status_code, "Content-Length:", response.get("Content-Length"))


say("GET")
say("GET", **{"If-None-Match": '"first"'})
say("DELETE")
PY
seen=$("$place/venv/bin/python" -W ignore "$place/probe.py")
expected="GET 200 Content-Length: 5
GET 304 Content-Length: 0
DELETE 204 Content-Length: 0"
printf "%s\n" "$seen"
[ "$seen" = "$expected" ]
