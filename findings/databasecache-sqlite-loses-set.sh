#!/usr/bin/env bash
# Django's cache in a table of SQLite loses what is set while another process writes.
#
# Versions: Django 5.2.19, SQLite as Python has it, the database's options as they are by
#   default.
# Behaviour: `cache.set` reads its row and then writes it, in one transaction that began as
#   a reading one. If somebody has written in between, SQLite refuses at once ("database is
#   locked"), whatever the timeout, and DatabaseCache takes that for a race about the same
#   key: it returns as if the value had been set. The old value stays. With
#   `"transaction_mode": "IMMEDIATE"` in OPTIONS nothing is lost.
# Output seen:
#   deferred: some of 400 values were lost
#   immediate: none of 400 values was lost
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19
cat >"$place/probe.py" <<'PY'
import multiprocessing
import sys
from pathlib import Path


def set_up(mode, file):
    import django
    from django.conf import settings

    options = {} if mode == "deferred" else {"transaction_mode": "IMMEDIATE"}
    settings.configure(
        SECRET_KEY="x",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": options
            }
        },
        CACHES={
            "default": {
                "BACKEND": "django.core.cache.backends.db.DatabaseCache",
                "LOCATION": "cache_table",
            }
        },
    )
    django.setup()


def write(mode, file, name, lost):
    set_up(mode, file)
    from django.core.cache import cache

    for number in range(100):
        cache.set(name, number)
        # Nobody else sets this key.
        if cache.get(name) != number:
            lost.put((name, number))
    lost.put(None)


if __name__ == "__main__":
    mode, directory = sys.argv[1:]
    file = str(Path(directory, f"{mode}.sqlite3"))
    set_up(mode, file)
    from django.core.management import call_command
    from django.db import connection

    call_command("createcachetable")
    connection.close()
    context = multiprocessing.get_context("spawn")
    lost = context.Queue()
    processes = [
        context.Process(target=write, args=(mode, file, f"key {one}", lost))
        for one in range(4)
    ]
    for process in processes:
        process.start()
    count = ended = 0
    while ended < len(processes):
        if lost.get() is None:
            ended += 1
        else:
            count += 1
    for process in processes:
        process.join()
    told = "some of 400 values were lost" if count else "none of 400 values was lost"
    print(f"{mode}: {told}")
PY
seen=$(for mode in deferred immediate; do
    "$place/venv/bin/python" -W ignore "$place/probe.py" "$mode" "$place"
done)
expected="deferred: some of 400 values were lost
immediate: none of 400 values was lost"
printf '%s\n' "$seen"
[ "$seen" = "$expected" ]
