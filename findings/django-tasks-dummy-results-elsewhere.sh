#!/usr/bin/env bash
# Tasks for Django: what asynchronous code enqueues is missing in `DummyBackend.results`.
#
# Versions: django-tasks 0.12.0, Django 5.2.19, asgiref 3.13.0.
# Behaviour: `DummyBackend` keeps what is enqueued, so that a test can look at it. Under
#   `override_settings(TASKS=...)` the backend is made where it is first used, and is kept in an
#   asgiref `Local`: what is set there in an asyncio task is seen in that task alone. So after
#   `await asyncio.gather(send(), send())` the list is empty, and a test that expects nothing
#   passes. Once the test has read the list before, both tasks find that backend, and the list has
#   two results.
# Output seen:
#   first used in the tasks: 0
#   first used before them: 2
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check \
    django==5.2.19 django-tasks==0.12.0 asgiref==3.13.0
cat >"$place/probe.py" <<'PY'
import asyncio

import django
from django.conf import settings

settings.configure(INSTALLED_APPS=["django_tasks"], SECRET_KEY="x", USE_TZ=True)
django.setup()

from django.test import override_settings
from django_tasks import default_task_backend, task

DUMMY = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@task
def receipt(number):
    return number


async def send():
    await receipt.aenqueue(1)


@override_settings(TASKS=DUMMY)
async def found(before):
    if before:
        assert default_task_backend.results == []
    await asyncio.gather(send(), send())
    return len(default_task_backend.results)


print("first used in the tasks:", asyncio.run(found(before=False)))
print("first used before them:", asyncio.run(found(before=True)))
PY
seen=$("$place/venv/bin/python" -W ignore "$place/probe.py")
expected="first used in the tasks: 0
first used before them: 2"
printf "%s\n" "$seen"
[ "$seen" = "$expected" ]
