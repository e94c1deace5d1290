"""Access tables where transactions are rolled back, and where they are real."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from restflow.test import AccessTable
from restflow.test._database.sharing import shared_connections

BOTH = ["default", "other"]

pytestmark = pytest.mark.parametrize(
    "way",
    [
        pytest.param("rolled back", marks=pytest.mark.django_db(databases=BOTH)),
        pytest.param(
            "with hooks",
            marks=[pytest.mark.django_db(databases=BOTH), pytest.mark.run_commit_hooks],
        ),
        pytest.param(
            "committed", marks=pytest.mark.django_db(transaction=True, databases=BOTH)
        ),
    ],
)

Check = Callable[..., None]
ran: list[str] = []


@pytest.fixture(params=["sync", "async"])
def check(request: pytest.FixtureRequest) -> Check:
    """What checks a table of one route as two actors, and that nothing is left."""

    def run(view: Any, status: int) -> None:
        table = AccessTable({"POST x": {"a": status, "b": status}})
        with override_settings(ROOT_URLCONF=(path("x/", view, name="x"),)):
            if request.param == "sync":
                table.check({"a": None, "b": None})
            else:
                with shared_connections():
                    asyncio.run(table.acheck({"a": None, "b": None}))
        assert [Group.objects.using(alias).count() for alias in BOTH] == [0, 0]
        assert connection.run_on_commit == []
        assert ran == []
        assert not connection.needs_rollback
        # The connection is as good as before.
        with transaction.atomic():
            Group.objects.create(name="later")

    return run


def create(alias: str) -> None:
    with transaction.atomic(using=alias):
        Group.objects.using(alias).create(name="a")
        transaction.on_commit(partial(ran.append, alias), using=alias)


def exists() -> bool:
    return any(Group.objects.using(alias).exists() for alias in BOTH)


def test_rows_and_hooks_of_all_databases_are_undone(way: str, check: Check) -> None:  # noqa: ARG001
    def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
        if exists():
            return HttpResponse(status=409)
        for alias in BOTH:
            create(alias)
        return HttpResponse(status=201)

    check(view, 201)


def test_those_of_an_asynchronous_view_are_undone(way: str, check: Check) -> None:  # noqa: ARG001
    async def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
        if await sync_to_async(exists)():
            return HttpResponse(status=409)
        await Group.objects.acreate(name="a")
        await sync_to_async(create)("other")
        return HttpResponse(status=201)

    check(view, 201)


def test_an_error_that_a_view_swallows_breaks_no_other_cell(
    way: str,  # noqa: ARG001
    check: Check,
) -> None:
    def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
        Group.objects.create(name="a")
        try:
            # Without a block of its own, PostgreSQL ends the transaction here.
            Group.objects.create(name="a")
        except IntegrityError:
            return HttpResponse(status=409)
        return HttpResponse(status=201)

    check(view, 409)


def test_an_error_that_an_asynchronous_view_swallows_breaks_no_other_cell(
    way: str,  # noqa: ARG001
    check: Check,
) -> None:
    async def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
        await Group.objects.acreate(name="a")
        try:
            await Group.objects.acreate(name="a")
        except IntegrityError:
            return HttpResponse(status=409)
        return HttpResponse(status=201)

    check(view, 409)


def test_an_error_that_a_view_raises_breaks_no_other_cell(
    way: str,  # noqa: ARG001
    check: Check,
) -> None:
    def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
        Group.objects.create(name="a")
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
        raise AssertionError

    check(view, 500)


def test_a_block_that_is_rolled_back_breaks_nothing(way: str, check: Check) -> None:  # noqa: ARG001
    def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
        Group.objects.create(name="a")
        try:
            with transaction.atomic(durable=True):
                Group.objects.create(name="a")
        except DatabaseError:
            return HttpResponse(status=200 if exists() else 404)
        return HttpResponse(status=201)

    check(view, 200)


def test_a_view_that_forgets_a_block_breaks_nothing(way: str, check: Check) -> None:  # noqa: ARG001
    def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
        Group.objects.create(name="a")
        transaction.set_rollback(True)
        return HttpResponse(status=200)

    check(view, 200)
