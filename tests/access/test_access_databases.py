"""Access tables on each database, and without one."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import SimpleTestCase, override_settings
from django.urls import path

from restflow.test import AccessTable, AccessTableError
from tests.support import forked, services


def known(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse()


def asking(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    User.objects.count()
    return HttpResponse()


KNOWN = override_settings(ROOT_URLCONF=(path("x/", known, name="x"),))
ASKING = override_settings(ROOT_URLCONF=(path("x/", asking, name="x"),))
TABLE = AccessTable("a  b\nGET x 200 200")
ACTORS = {"a": User(username="ada"), "b": None}


class NoDatabaseTests(SimpleTestCase):
    @KNOWN
    def test_a_table_may_be_checked_without_a_database(self) -> None:
        TABLE.check(ACTORS)

    @ASKING
    def test_a_view_that_asks_for_one_is_told(self) -> None:
        with pytest.raises(AccessTableError, match="raised DatabaseOperationForbidden"):
            TABLE.check(ACTORS)


@KNOWN
def test_a_table_may_be_checked_without_the_mark() -> None:
    TABLE.check(ACTORS)


@KNOWN
async def test_a_table_may_be_checked_asynchronously_without_the_mark() -> None:
    await TABLE.acheck(ACTORS)


@ASKING
def test_a_view_that_needs_the_mark_is_told() -> None:
    with pytest.raises(
        AccessTableError, match="as a raised RuntimeError: Database acc"
    ):
        TABLE.check(ACTORS)
    with pytest.raises(
        AccessTableError, match="as a raised RuntimeError: Database acc"
    ):
        asyncio.run(TABLE.acheck(ACTORS))


# --- Runs of the project beside this file --------------------------------------------

ROOT = Path(__file__).parents[2]
INNER = Path(__file__).parent / "project" / "inner_access.py"
CONFIGURATION = """
[pytest]
asyncio_default_fixture_loop_scope = function
addopts =
    --import-mode=importlib --strict-markers -p no:cacheprovider
    -p tests.support.no_open_loop
filterwarnings = error
"""


@pytest.mark.parametrize("database", ["memory", "file", "postgresql"])
def test_nothing_is_left_on_any_database(tmp_path: Path, database: str) -> None:
    if database == "postgresql":
        services.need(services.without_postgresql())
    (tmp_path / "pytest.ini").write_text(CONFIGURATION)
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = forked.run(
        [
            *(sys.executable, "-m", "pytest", "-c", "pytest.ini", "-q"),
            *(f"--rootdir={ROOT}", f"--confcutdir={INNER.parent}", str(INNER)),
        ],
        cwd=tmp_path,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "tests.database.project.settings",
            "ISOLATION_DATABASE": database,
            "ISOLATION_NAME": f"restflow_{uuid4().hex[:12]}",
            "PYTHONPATH": path,
        },
        timeout=300,
    )
    said = done.stdout + done.stderr
    # Seven tests in three ways, synchronous and asynchronous.
    assert "\n42 passed in " in said, said
