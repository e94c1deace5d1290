"""What a request enqueues is found by the test, whichever client sends it."""

from __future__ import annotations

from typing import Any

import django
import pytest
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from restflow.test import AsyncAPIClient, AsyncHTTPClient

if django.VERSION >= (6, 0):
    from django.tasks import task, task_backends
    from django.tasks.backends.dummy import DummyBackend
else:
    from django_tasks import task, task_backends  # type: ignore[assignment,no-redef]
    from django_tasks.backends.dummy import DummyBackend  # type: ignore[assignment]


class Own(DummyBackend):
    """A project's own."""


@task
def pack(number: int) -> int:
    return number


async def enqueues(_request: HttpRequest) -> HttpResponse:
    await pack.aenqueue(1)
    return HttpResponse()


def sync_enqueues(_request: HttpRequest) -> HttpResponse:
    pack.enqueue(2)
    return HttpResponse()


def does_not(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("async/", enqueues),
    path("sync/", sync_enqueues),
    path("none/", does_not),
]
DUMMY = f"{DummyBackend.__module__}.DummyBackend"
pytestmark = [pytest.mark.asyncio, pytest.mark.urls(__name__)]


def results() -> list[Any]:
    backend: Any = task_backends["default"]
    return [result.args for result in backend.results]


@pytest.mark.parametrize("backend", [DUMMY, f"{__name__}.Own"])
@pytest.mark.parametrize("client", [AsyncAPIClient, AsyncHTTPClient])
async def test_the_results_are_those_of_the_requests(client: Any, backend: str) -> None:
    with override_settings(TASKS={"default": {"BACKEND": backend}}):
        sender = client()
        await sender.get("/async/")
        await sender.get("/sync/")
        assert [list(args) for args in results()] == [[1], [2]]
        await sync_to_async(task_backends["default"].clear)()  # type: ignore[attr-defined]
        assert results() == []


@pytest.mark.parametrize("backend", ["nowhere.Backend", f"{__name__}.pack", ""])
async def test_a_request_that_enqueues_nothing_minds_no_backend(backend: str) -> None:
    with override_settings(TASKS={"default": {"BACKEND": backend}, "other": {}}):
        assert (await AsyncAPIClient().get("/none/")).status_code == 200
