#!/usr/bin/env bash
# drf-spectacular does not notice that a test overrides its settings.
#
# Versions: drf-spectacular 0.30.0, djangorestframework 3.18.3, Django 5.2.19.
# Behaviour: `override_settings(SPECTACULAR_SETTINGS=…)` changes nothing in the document: the setting
#   is read once, when the package is imported. The same block does change Django REST framework's
#   settings, which are read anew when Django says that one has changed. There is no error.
# Output seen:
#   before  title First, page size 1
#   within  title First, page size 2
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check \
    django==5.2.19 djangorestframework==3.18.3 drf-spectacular==0.30.0
cat >"$place/probe.py" <<'PY'
import django
from django.conf import settings

settings.configure(
    SECRET_KEY="x",
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    REST_FRAMEWORK={"PAGE_SIZE": 1},
    SPECTACULAR_SETTINGS={"TITLE": "First"},
)
django.setup()

from django.test import override_settings
from drf_spectacular.generators import SchemaGenerator
from rest_framework.settings import api_settings

urlpatterns = []


def told(when):
    document = SchemaGenerator().get_schema(request=None, public=True)
    title = document["info"]["title"]
    print(f"{when}  title {title}, page size {api_settings.PAGE_SIZE}")


told("before")
changed = {"SPECTACULAR_SETTINGS": {"TITLE": "Second"}, "REST_FRAMEWORK": {"PAGE_SIZE": 2}}
with override_settings(**changed):
    told("within")
PY
seen=$("$place/venv/bin/python" -W ignore "$place/probe.py")
expected='before  title First, page size 1
within  title First, page size 2'
printf '%s\n' "$seen"
[ "$seen" = "$expected" ]
