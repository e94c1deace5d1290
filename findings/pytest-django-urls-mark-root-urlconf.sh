#!/usr/bin/env bash
# pytest-django's mark `urls` needs the setting ROOT_URLCONF, which it is there to replace.
#
# Versions: pytest-django 4.14.0, Django 5.2.19, Python 3.11 or newer.
# Behaviour: in a project without ROOT_URLCONF (Django itself asks for it only when a URL is
#   resolved), `@pytest.mark.urls(...)` is an error in the setup of each test that has it, before
#   the test begins. `override_settings(ROOT_URLCONF=...)` works in the same project.
# Output seen:
#   1 passed, 1 error: AttributeError: 'Settings' object has no attribute 'ROOT_URLCONF'
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pytest-django==4.14.0 pytest==9.1.0 Django==5.2.19
cat >"$place/the_settings.py" <<'PY'
SECRET_KEY = "not a secret"
PY
cat >"$place/the_urls.py" <<'PY'
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("health/", lambda request: HttpResponse("well"))]
PY
cat >"$place/test_urls.py" <<'PY'
import pytest
from django.test import override_settings


@pytest.mark.urls("the_urls")
def test_with_the_mark(client):
    assert client.get("/health/").content == b"well"


@override_settings(ROOT_URLCONF="the_urls")
def test_with_a_setting(client):
    assert client.get("/health/").content == b"well"
PY
output=$(cd "$place" && PYTHONPATH=. venv/bin/python -m pytest -q -p no:cacheprovider --ds=the_settings || true)
seen="$(printf '%s\n' "$output" | grep -o '[0-9]* passed, [0-9]* error'): $(printf '%s\n' "$output" | grep -o "AttributeError: 'Settings' object.*" | head -1)"
printf '%s\n' "$seen"
[ "$seen" = "1 passed, 1 error: AttributeError: 'Settings' object has no attribute 'ROOT_URLCONF'" ]
