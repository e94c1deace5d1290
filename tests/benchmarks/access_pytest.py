"""The tests of `bench_access.py`: one table, or a test for each of its cells.

They run in this order: the first makes the database, the last writes down what the
others took and found.
"""

from __future__ import annotations

import json
import os
import time
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.urls import resolve, reverse
from rest_framework.test import APIClient

from school.models import Student
from tests.benchmarks.access_urls import ACTORS, EXPECTED, STAFF

how = os.environ["BENCHMARK_HOW"]
pytestmark = pytest.mark.django_db

started: list[float] = []
found: list[tuple[str, str, int | None]] = []


def user(name: str) -> User:
    """Make a user, as Django's documentation does it."""
    flags = {"is_staff": name in STAFF, "is_superuser": name == "admin"}
    return User.objects.create_user(name, f"{name}@example.com", "secret", **flags)


def test_the_database_is_made() -> None:
    assert APIClient().get("/api/0/list/0/").status_code == 200
    started[:] = time.perf_counter(), time.process_time()


if how == "tests":

    @pytest.mark.parametrize("actor", ACTORS)
    @pytest.mark.parametrize("row", EXPECTED)
    def test_access(row: str, actor: str) -> None:
        method, name = row.split()
        client = APIClient()
        who = None if actor == "anonymous" else user(actor)
        if who is not None:
            client.force_authenticate(who)
        arguments: list[int] = []
        if name.startswith("detail-"):
            owner = who if who is not None and actor == "owner" else user("owner")
            student = Student.objects.create(teacher=owner, first_name="Ada")
            arguments.append(student.pk)

        response = client.generic(method, reverse(name, args=arguments))

        found.append((row, actor, response.status_code))
        assert response.status_code == EXPECTED[row][actor]

else:
    # The others run without it.
    from restflow.test import AccessTable, record_exchanges

    ACCESS = AccessTable(EXPECTED)

    def given() -> tuple[dict[str, Any], dict[str, Any]]:
        users = {name: user(name) for name in ACTORS if name != "anonymous"}
        student = Student.objects.create(teacher=users["owner"], first_name="Ada")
        return {"anonymous": None, **users}, {"pk": student.pk}

    if how == "table":

        def test_table() -> None:
            actors, arguments = given()
            ACCESS.check(actors, arguments=arguments)

    else:

        async def test_table_asynchronously() -> None:
            actors, arguments = await sync_to_async(given)()
            await ACCESS.acheck(actors, arguments=arguments)


def test_the_end() -> None:
    took = time.perf_counter() - started[0], time.process_time() - started[1]
    if how != "tests":
        # Not measured: what the same table was answered.
        with record_exchanges() as exchanges:
            actors, arguments = given()
            ACCESS.check(actors, arguments=arguments)
        for (row, actor), exchange in zip(
            product(EXPECTED, ACTORS), exchanges, strict=True
        ):
            path = exchange.url.removeprefix("http://testserver")
            assert row == f"{exchange.method} {resolve(path).view_name}"
            found.append((row, actor, exchange.status))
    notes = {"took": took, "found": found}
    Path(os.environ["BENCHMARK_NOTES"]).write_text(json.dumps(notes), encoding="utf-8")
