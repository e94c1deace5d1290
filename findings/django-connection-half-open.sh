#!/usr/bin/env bash
# A connection whose set-up failed is used by the next query, without being set up.
#
# Versions: Django 5.2.19, SQLite, Python 3.11 or newer.
# Behaviour: Django's documentation recommends the signal `connection_created` for statements that
#   each new connection needs, such as a PRAGMA or a search path. If a receiver raises (or anything
#   else between the driver's connect() and the end of `BaseDatabaseWrapper.connect()`), the query
#   fails, but the connection stays open, and nothing remembers that it is not ready. The next
#   query of the thread uses it: the receiver is not called again, and its statement is missing for
#   as long as the connection lives. A receiver that fails once is enough.
# Output seen:
#   first query: OperationalError.  second query: answered, receivers called: 1, set up: no
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check Django==5.2.19
cd "$place"
cat >half_open.py <<'PY'
from django.conf import settings

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "real.sqlite3"}}
)

from django.db import OperationalError, connection
from django.db.backends.signals import connection_created

calls = []


def prepare(connection, **kwargs):
    calls.append(connection.alias)
    if len(calls) == 1:
        raise OperationalError("the set-up failed this time")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size = 4321")


connection_created.connect(prepare)


def query():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        return cursor.fetchone()[0]


try:
    query()
except OperationalError as error:
    first = type(error).__name__
size = query()
ready = "yes" if size == 4321 else "no"
print(
    f"first query: {first}.  second query: answered, receivers called: {len(calls)}, "
    f"set up: {ready}"
)
PY
said=$(venv/bin/python half_open.py)
echo "$said"
[ "$said" = "first query: OperationalError.  second query: answered, receivers called: 1, set up: no" ]
