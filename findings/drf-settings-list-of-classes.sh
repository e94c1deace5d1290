#!/usr/bin/env bash
# A setting of Django REST framework takes a function as it is, and a list of classes not.
#
# Versions: djangorestframework 3.18.3, Django 5.2.19.
# Behaviour: EXCEPTION_HANDLER may be the function itself. DEFAULT_PARSER_CLASSES, and every
#   other setting that is a list, has to hold dotted paths: a class in the list raises an
#   AttributeError of the framework's import function, which names neither the setting nor
#   what is expected. It comes when the setting is first read, not where it is written.
# Output seen:
#   a function: taken as it is
#   a list of classes: AttributeError: type object 'JSONParser' has no attribute 'rsplit'
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check \
    django==5.2.19 djangorestframework==3.18.3
cat >"$place/probe.py" <<'PY'
import django
from django.conf import settings
from django.test import override_settings

settings.configure(SECRET_KEY="x")
django.setup()

from rest_framework.parsers import JSONParser
from rest_framework.settings import api_settings


def handler(error, context):
    return None


with override_settings(REST_FRAMEWORK={"EXCEPTION_HANDLER": handler}):
    same = api_settings.EXCEPTION_HANDLER is handler
    print("a function:", "taken as it is" if same else "not taken")
with override_settings(REST_FRAMEWORK={"DEFAULT_PARSER_CLASSES": [JSONParser]}):
    try:
        print("a list of classes:", api_settings.DEFAULT_PARSER_CLASSES)
    except AttributeError as error:
        print(f"a list of classes: {type(error).__name__}: {error}")
PY
seen=$("$place/venv/bin/python" -W ignore "$place/probe.py")
expected="a function: taken as it is
a list of classes: AttributeError: type object 'JSONParser' has no attribute 'rsplit'"
printf '%s\n' "$seen"
[ "$seen" = "$expected" ]
