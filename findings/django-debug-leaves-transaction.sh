#!/usr/bin/env bash
# After a failure in `debug()`, a test case of Django leaves the test's transaction open.
#
# Version: Django 5.2.19.
# Behaviour: `unittest.TestCase.debug()` runs a test and lets its error through. Django's
#   TestCase then skips what it does after each test, so the atomic block stays open in this
#   thread: whatever runs next is in it, and what it commits is never committed. After a
#   test that passes the block is closed.
# Output seen:
#   passed: in a block: False
#   failed: in a block: True
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
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()

from django.db import connection
from django.test import TestCase


class Tests(TestCase):
    def test_that_passes(self):
        self.assertTrue(connection.in_atomic_block)

    def test_that_fails(self):
        self.fail()


Tests("test_that_passes").debug()
print("passed: in a block:", connection.in_atomic_block)
try:
    Tests("test_that_fails").debug()
except AssertionError:
    print("failed: in a block:", connection.in_atomic_block)
PY
seen=$("$place/venv/bin/python" -W ignore "$place/probe.py")
expected="passed: in a block: False
failed: in a block: True"
printf '%s\n' "$seen"
[ "$seen" = "$expected" ]
