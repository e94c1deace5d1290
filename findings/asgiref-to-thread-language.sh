#!/usr/bin/env bash
# With asgiref 3.12, a function in asyncio.to_thread no longer has Django's language or time zone.
#
# Versions: Django 5.2.19, asgiref 3.11.1 and 3.12.0, Python 3.11 or newer (not free-threaded).
# Behaviour: in a coroutine, within `translation.override("de")` and `timezone.override("Asia/Tokyo")`,
#   asgiref.sync.sync_to_async sees both, with either version. asyncio.to_thread copies the context,
#   too, and saw both up to asgiref 3.11. Since 3.12 a `Local` belongs to the thread that set it, so
#   the function gets the defaults, without an error. A plain ContextVar still goes along.
# Output seen:
#   3.11.1 sync_to_async de Asia/Tokyo, to_thread de Asia/Tokyo, ContextVar acme
#   3.12.0 sync_to_async de Asia/Tokyo, to_thread en-us UTC, ContextVar acme
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
cat >"$place/probe.py" <<'PY'
import asyncio
from contextvars import ContextVar
from importlib.metadata import version

import django
from asgiref.sync import sync_to_async
from django.conf import settings

settings.configure(USE_TZ=True, TIME_ZONE="UTC")
django.setup()
from django.utils import timezone, translation

tenant = ContextVar("tenant", default="nobody")


def seen():
    return f"{translation.get_language()} {timezone.get_current_timezone_name()}"


async def main():
    tenant.set("acme")
    with translation.override("de"), timezone.override("Asia/Tokyo"):
        print(
            version("asgiref"),
            f"sync_to_async {await sync_to_async(seen)()},",
            f"to_thread {await asyncio.to_thread(seen)},",
            f"ContextVar {await asyncio.to_thread(tenant.get)}",
        )


asyncio.run(main())
PY
seen=
for release in 3.11.1 3.12.0; do
    "$place/venv/bin/pip" install --quiet --disable-pip-version-check \
        django==5.2.19 "asgiref==$release" tzdata
    seen+=$("$place/venv/bin/python" "$place/probe.py")$'\n'
done
expected='3.11.1 sync_to_async de Asia/Tokyo, to_thread de Asia/Tokyo, ContextVar acme
3.12.0 sync_to_async de Asia/Tokyo, to_thread en-us UTC, ContextVar acme
'
printf '%s' "$seen"
[ "$seen" = "$expected" ]
