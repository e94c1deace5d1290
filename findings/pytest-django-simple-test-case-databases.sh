#!/usr/bin/env bash
# pytest-django makes no test database for a SimpleTestCase that names databases: its tests work
# on the real one.
#
# Versions: pytest-django 4.14.0, Django 5.2.19, Python 3.11 or newer.
# Behaviour: Django's documentation lets a SimpleTestCase have `databases = {"default"}`, and
#   `manage.py test` makes the test database for it. pytest-django allows the queries, too, but
#   collects the databases to make from other classes and from marks only. If no other test of the
#   run needs the database (one file, `-k`, `--lf`), the test reads and writes the real database.
# Output seen:
#   Django's runner: in the test database.  pytest-django: in the real database.
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pytest-django==4.14.0 pytest==9.1.0 Django==5.2.19
cd "$place"
cat >the_settings.py <<'PY'
from pathlib import Path

SECRET_KEY = "not a secret"
INSTALLED_APPS = ["django.contrib.contenttypes"]
REAL = Path(__file__).with_name("real.sqlite3")
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": REAL}}
PY
cat >test_simple.py <<'PY'
from django.conf import settings
from django.db import connection
from django.test import SimpleTestCase


class SimpleTests(SimpleTestCase):
    databases = {"default"}

    def test_where_it_is(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        real = str(connection.settings_dict["NAME"]) == str(settings.REAL)
        print("WHERE: in the", "real" if real else "test", "database.")
PY
export DJANGO_SETTINGS_MODULE=the_settings PYTHONPATH="$place"
django=$(venv/bin/python -m django test test_simple 2>&1 | grep WHERE)
pytest=$(venv/bin/python -m pytest -q -s -p no:cacheprovider test_simple.py 2>&1 | grep -o "WHERE.*")
echo "Django's runner: ${django#WHERE: }  pytest-django: ${pytest#WHERE: }"
[ "$django" = "WHERE: in the test database." ]
[ "$pytest" = "WHERE: in the real database." ]
