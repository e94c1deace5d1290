#!/usr/bin/env bash
# Django: receivers of a signal still run after `await signal.asend()` has raised.
#
# Versions: Django 5.2.19, asgiref 3.13.0.
# Behaviour: `asend` runs the coroutines that are connected, and beside them the functions, in a
#   thread. If a coroutine raises, `asend` raises at once. It cancels nothing: another coroutine
#   and the functions end later, when the caller has gone on to deal with the error. If a function
#   raises, the functions after it are not called.
# Output seen:
#   a coroutine raises: at the error [], later ['function', 'coroutine']
#   a function raises: at the error [], later ['coroutine']
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19 asgiref==3.13.0
cat >"$place/probe.py" <<'PY'
import asyncio
import threading

from django.dispatch import Signal

ran = []


async def main(failing):
    signal, over, go_on = Signal(), asyncio.Event(), threading.Event()

    def raises(**kwargs):
        raise LookupError

    async def araises(**kwargs):
        raise LookupError

    def function(**kwargs):
        go_on.wait()
        ran.append("function")

    async def coroutine(**kwargs):
        await over.wait()
        ran.append("coroutine")

    receivers = [araises] if failing == "coroutine" else [raises]
    for receiver in [*receivers, function, coroutine]:
        signal.connect(receiver, weak=False)
    ran.clear()
    try:
        await signal.asend(None)
    except LookupError:
        at_the_error = [*ran]
    go_on.set()
    await asyncio.sleep(0.3)
    over.set()
    await asyncio.sleep(0.3)
    print(f"a {failing} raises: at the error {at_the_error}, later {ran}")


for failing in ("coroutine", "function"):
    asyncio.run(main(failing))
PY
seen=$("$place/venv/bin/python" -W ignore "$place/probe.py")
expected="a coroutine raises: at the error [], later ['function', 'coroutine']
a function raises: at the error [], later ['coroutine']"
printf "%s\n" "$seen"
[ "$seen" = "$expected" ]
