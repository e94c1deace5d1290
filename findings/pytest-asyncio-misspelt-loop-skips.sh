#!/usr/bin/env bash
# pytest-asyncio skips a test that names a loop factory which does not exist: the run stays green.
#
# Versions: pytest-asyncio 1.5.0, pytest 9.1.0, Python 3.11 or newer.
# Behaviour: `@pytest.mark.asyncio(loop_factories=["uvlop"])`, where the hook
#   pytest_asyncio_loop_factories gives "uvloop", skips the test with a reason that only -rs shows.
#   An unknown loop_scope, or the argument without any hook, is an error. The exit status is 0, so CI
#   doesn't tell that the test never runs.
# Output seen:
#   1 skipped, exit status 0
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pytest-asyncio==1.5.0 pytest==9.1.0
cat >"$place/conftest.py" <<'PY'
import asyncio


def pytest_asyncio_loop_factories(config, item):
    return {"uvloop": asyncio.new_event_loop}
PY
cat >"$place/test_loop.py" <<'PY'
import pytest


@pytest.mark.asyncio(loop_factories=["uvlop"])
async def test_that_would_fail():
    assert False
PY
status=0
output=$(cd "$place" && venv/bin/python -m pytest -q -p no:cacheprovider -W ignore) || status=$?
seen="$(printf '%s\n' "$output" | grep -o '[0-9]* skipped\|[0-9]* passed\|[0-9]* failed' | head -1), exit status $status"
printf '%s\n' "$seen"
[ "$seen" = "1 skipped, exit status 0" ]
