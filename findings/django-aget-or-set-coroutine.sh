#!/usr/bin/env bash
# Django's cache.aget_or_set() doesn't await a coroutine function: what happens hangs on the backend.
#
# Versions: Django 5.2.19 and Python 3.11 or newer.
# Behaviour: `await cache.aget_or_set("key", compute)`, where `compute` is an `async def`, calls it
#   and takes the coroutine for the value. A cache that pickles raises TypeError. DummyCache, which
#   many projects have in their tests, returns the coroutine, so that the caller that works with a
#   function gets an object that is true, has no data, and was never run.
# Output seen:
#   LocMemCache TypeError: cannot pickle 'coroutine' object
#   FileBasedCache TypeError: cannot pickle 'coroutine' object
#   DummyCache returned a coroutine
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
cat >"$place/probe.py" <<'PY'
import asyncio
import sys

from django.conf import settings

names = {"locmem": "LocMemCache", "filebased": "FileBasedCache", "dummy": "DummyCache"}
settings.configure(
    CACHES={
        module: {
            "BACKEND": f"django.core.cache.backends.{module}.{name}",
            "LOCATION": sys.argv[1],
        }
        for module, name in names.items()
    }
)
from django.core.cache import caches


async def compute():
    return 42


async def main():
    for module, name in names.items():
        try:
            value = await caches[module].aget_or_set("key", compute)
        except TypeError as error:
            print(name, f"TypeError: {error}")
        else:
            print(name, "returned a", type(value).__name__)


asyncio.run(main())
PY
"$place/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19
seen=$("$place/venv/bin/python" -W ignore "$place/probe.py" "$place/cache")
expected="LocMemCache TypeError: cannot pickle 'coroutine' object
FileBasedCache TypeError: cannot pickle 'coroutine' object
DummyCache returned a coroutine"
printf '%s\n' "$seen"
[ "$seen" = "$expected" ]
