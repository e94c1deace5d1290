"""The catalogue: a trap is an error that names its code, its remedy and its page."""

from __future__ import annotations

import asyncio
import os
import pickle
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core.exceptions import SynchronousOnlyOperation
from django.db import transaction

from restflow import _checks, _traps
from restflow._pytest.outside import Guard
from restflow._rival import REMEDY
from restflow._traps import (
    CATALOGUE,
    OPAQUE_TRIGGER,
    RIVAL,
    Trap,
    TrapError,
    TrapWarning,
)
from restflow.test import (
    AccessTable,
    AsyncActor,
    AsyncAPIClient,
    AsyncAPIRequestFactory,
    AsyncAPISimpleTestCase,
    AsyncHookError,
    AsyncSchemaClient,
    AsyncSetUpError,
    AsyncStory,
    CommitHooksWarning,
    ConnectionTakenError,
    Endpoint,
    ForgottenAwaitError,
    GrowingQueriesError,
    LeftBehindWarning,
    RequestArgumentError,
    SynchronousCallError,
    assert_constant_queries,
)
from restflow.test._client.sync_client import SyncAPIClient
from restflow.test._database import turns as _turns
from restflow.test._database.sharing import active
from restflow.test._leaks.tasks import watched
from restflow.test._leaks.told import hooks_warning, left_warning

pytestmark = [pytest.mark.urls("tests.support.urls"), pytest.mark.django_db]

SITE = "https://restflow.github.io/restflow/stable/"
EXAMPLES = Path(__file__).parent.parent / "docs_src"


@dataclass
class Fall:
    """How one falls into a trap, and what is said about it."""

    code: str
    fall: Callable[[AsyncAPIClient], Awaitable[Any]]
    problem: str
    remedy: str


async def _drop(client: AsyncAPIClient) -> None:
    _ = client.get("/").status_code  # type: ignore[attr-defined]


async def _log_in(client: AsyncAPIClient) -> None:
    client.login(username="ada", password="secret")


async def _prepare(_client: AsyncAPIClient) -> None:
    async def set_up(_self: object) -> None: ...

    type("Tests", (AsyncAPISimpleTestCase,), {"setUp": set_up})


async def _wait_for_each_other(_client: AsyncAPIClient) -> None:
    turn = _turns.Turn("default", _turns.Party())
    with mock.patch.dict(os.environ, RESTFLOW_CONNECTION_TIMEOUT="0.01"):
        await asyncio.to_thread(turn.take)
        turn.take()


async def _register_coroutine_function(_client: AsyncAPIClient) -> None:
    async def notify() -> None: ...

    await sync_to_async(transaction.on_commit)(notify)


async def _grow(_client: AsyncAPIClient) -> None:
    rows: list[int] = []

    async def call() -> None:
        for _ in rows:
            await User.objects.acount()

    await assert_constant_queries(call, lambda number: rows.extend(range(number)))


async def _register_in_vain(_client: AsyncAPIClient) -> None:
    def notify() -> None: ...

    await sync_to_async(transaction.on_commit)(notify)
    sharing = active()
    assert sharing is not None
    warning = hooks_warning(sharing)
    # The plugin would warn of it, too.
    sharing.hooks["default"].note_captured([notify])
    if warning is not None:
        raise warning


async def _leave_a_task(_client: AsyncAPIClient) -> None:
    left: list[str] = []

    async def leave() -> asyncio.Task[None]:
        return asyncio.create_task(asyncio.sleep(60))

    task = await watched(leave, left)()
    warning = left_warning(left)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    if warning is not None:
        raise warning


def _shop(client: AsyncAPIClient, **json: Any) -> AsyncSchemaClient[Any]:
    """Return a client of a schema with one operation, whose body has to be `json`."""
    responses = {"200": {"content": {"application/json": json}} if json else {}}
    operation = {"operationId": "echo", "responses": responses}
    schema = {"openapi": "3.1.0", "paths": {"/echo/": {"get": operation}}}
    return AsyncSchemaClient(schema, client=client, validate=True)


async def _call_what_is_not_there(client: AsyncAPIClient) -> None:
    await _shop(client).call("ecco")


async def _get_what_the_schema_does_not_say(client: AsyncAPIClient) -> None:
    await _shop(client, schema={"type": "array"}).call("echo")


async def _get_what_the_schema_leaves_out(client: AsyncAPIClient) -> None:
    await _shop(client).call("echo")


async def _ask_for_a_user(_client: AsyncAPIClient) -> None:
    _ = AsyncAPIRequestFactory().get("/").user


async def _call_the_synchronous_client(_client: AsyncAPIClient) -> None:
    SyncAPIClient("self.client").get("/echo/")


async def _be_answered_otherwise(client: AsyncAPIClient) -> None:
    class Guest(AsyncActor):
        lost = Endpoint("GET", "/echo/", status=404)

    await AsyncStory().actor("a guest", Guest, client=client).lost()


async def _leave_routes_out(_client: AsyncAPIClient) -> None:
    await AccessTable("anonymous\nGET /echo/  404").acheck({"anonymous": None})


async def _connect_outside(_client: AsyncAPIClient) -> None:
    guard = Guard([])
    guard.allow(["db.example.com"])
    try:
        socket.getaddrinfo("rates.invalid", 443)
    finally:
        guard.allow(None)


FALLS = [
    Fall(
        "restflow.E101",
        _drop,
        "The test uses `.status_code` of a request that was never awaited",
        "Nothing was sent. Write `await` in front of the call.",
    ),
    Fall(
        "restflow.E102",
        lambda client: client.post("/", {}, format="json", content_type="text/csv"),
        "You may not set both `format` and a content type",
        "Pass `format` to have the data encoded, or `content_type` with bytes that "
        "are encoded already.",
    ),
    Fall(
        "restflow.E102",
        lambda client: client.post(
            "/", b"", content_type="text/csv", headers={"Content-Type": "text/html"}
        ),
        "The request has two content types: content_type='text/csv' and a "
        "Content-Type header of 'text/html'.",
        "Pass one of them.",
    ),
    Fall(
        "restflow.E103",
        lambda client: client.post("/", {}, x_tenant="acme"),
        "Unknown keyword `x_tenant`.",
        "A header is written HTTP_X_TENANT=… or headers={'X-Tenant': …}.",
    ),
    Fall(
        "restflow.E103",
        lambda client: client.get("/", format="json"),
        "`format` has no meaning for this method.",
        "Leave it out. It encodes a body, which this method doesn't have; an Accept "
        "header chooses what comes back.",
    ),
    Fall(
        "restflow.E103",
        lambda client: client.get("/", content_type="text/csv"),
        "`content_type` has no meaning for this method.",
        "Leave it out.",
    ),
    Fall(
        "restflow.E104",
        lambda client: client.post("/", {"a": 1}, content_type="text/csv"),
        "A structure can't be sent as 'text/csv'",
        "Pass bytes, or choose a renderer with `format=` (for example "
        "format='multipart').",
    ),
    Fall(
        "restflow.E105",
        lambda client: client.post("/", {"photo": BytesIO(b"photo")}),
        "`photo` is a file, and JSON holds no files.",
        "Send the request with format='multipart'.",
    ),
    Fall(
        "restflow.E106",
        lambda client: client.post("/", {"a": {"b": 1}}, format="multipart"),
        "`a` is nested, and a form has one level.",
        "Send the request with format='json', or encode the field yourself.",
    ),
    Fall(
        "restflow.E106",
        lambda client: client.post("/", [1, 2], format="multipart"),
        "A form is made of named fields, and not of a list.",
        "Pass a dict, or send the request with format='json'.",
    ),
    Fall(
        "restflow.E107",
        lambda client: client.post("/", '{"a": 1}'),
        "Text that is JSON already would be encoded as JSON once more.",
        "Pass the object itself, or content_type='application/json' with what is "
        "encoded already.",
    ),
    Fall(
        "restflow.E108",
        lambda client: client.post("/", {}, format="yaml"),
        "No renderer has the format 'yaml'; there are 'multipart', 'json'.",
        "Add its class to TEST_REQUEST_RENDERER_CLASSES in REST_FRAMEWORK.",
    ),
    Fall(
        "restflow.E109",
        lambda client: client.get("/", {"a": 1}, query_params={"b": 2}),
        "query_params and data arguments are mutually exclusive. (Both are the query "
        "of this request.)",
        "Pass one of them.",
    ),
    Fall(
        "restflow.E110",
        _log_in,
        "`login` needs the database, which asynchronous code may not wait for.",
        "Write `await client.alogin(…)`.",
    ),
    Fall(
        "restflow.E111",
        _prepare,
        "Tests.setUp is a coroutine function, which nobody would await.",
        "Write `async def asyncSetUp`, which runs on the test's loop, or `def setUp`.",
    ),
    Fall(
        "restflow.E112",
        _wait_for_each_other,
        "The connection 'default' was not free within 0.01 seconds: thread asyncio_0 "
        "is in an atomic block or reads a cursor",
        "All threads of a rolled-back test share one connection. Close the block "
        "before waiting for another thread, or use `transaction=True` (in a class: "
        "`AsyncAPITransactionTestCase`).",
    ),
    Fall(
        "restflow.E113",
        _register_coroutine_function,
        "_register_coroutine_function.<locals>.notify is a coroutine function, "
        "registered as a commit hook in tests/test_traps.py:",
        "Register a function that runs it, such as `async_to_sync(hook)`.",
    ),
    Fall(
        "restflow.E114",
        _grow,
        "The call made 4 queries with 4 rows, and 8 with 8:\n"
        "  8 times: SELECT COUNT(*)",
        "Fetch what belongs to the rows with them: `select_related` or "
        "`prefetch_related`.",
    ),
    Fall(
        "restflow.E115",
        _register_in_vain,
        "The test was rolled back, so these commit hooks never ran:\n"
        "  _register_in_vain.<locals>.notify, registered in tests/test_traps.py:",
        "Have them run with `run_commit_hooks`, or capture them with "
        "`captureOnCommitCallbacks`.",
    ),
    Fall(
        "restflow.E116",
        _leave_a_task,
        "The test left behind:\n  the task sleep, made in tests/test_traps.py:",
        "Await or cancel the task, join the thread, close the connection, end the "
        "block.",
    ),
    Fall(
        "restflow.E117",
        _call_what_is_not_there,
        "The schema has no operation 'ecco'. Did you mean `echo`?",
        "Write the `operationId` of an operation; the schema has 1.",
    ),
    Fall(
        "restflow.E118",
        _get_what_the_schema_does_not_say,
        "echo (GET /echo/) answered 200, and not as the schema says:\n  $: expected",
        "Correct the view or the schema, whichever of them is wrong.",
    ),
    Fall(
        "restflow.E119",
        _get_what_the_schema_leaves_out,
        "echo (GET /echo/) answered 200. Not all of it could be checked:\n  a body,",
        "Complete the schema, or ignore this warning if you left it open on purpose.",
    ),
    Fall(
        "restflow.E120",
        _call_the_synchronous_client,
        "A coroutine calls the synchronous client, in tests/test_traps.py:",
        "Write `await self.client.get(…)`: `self.client` is asynchronous.",
    ),
    Fall(
        "restflow.E121",
        _ask_for_a_user,
        "'ASGIRequest' object has no attribute 'user': AuthenticationMiddleware",
        "Set `request.user` in the test, or use `AsyncAPIClient`, whose requests go "
        "through the middleware.",
    ),
    Fall(
        "restflow.E122",
        _be_answered_otherwise,
        "a guest: lost was answered with 200 OK, and not with 404 Not Found, in "
        "tests/test_traps.py:",
        "If this is right, expect it: `status=200`.",
    ),
    Fall(
        "restflow.E123",
        _leave_routes_out,
        "The access table in tests/test_traps.py:",
        "Change the API or the table. `pytest --restflow-access` writes the table that "
        "is true today.",
    ),
    Fall(
        "restflow.E124",
        _connect_outside,
        "The test connects to rates.invalid, which it does not name, in "
        "tests/test_traps.py:",
        "Replace the other service, as with respx or pytest-httpx; or name the host: "
        "`@pytest.mark.allow_hosts('rates.invalid')`.",
    ),
]


async def fallen(fall: Fall) -> TrapError | TrapWarning:
    with pytest.raises((TrapError, TrapWarning)) as caught:
        await fall.fall(AsyncAPIClient())
    error: Any = caught.value
    return error  # type: ignore[no-any-return]


each_fall = pytest.mark.parametrize("fall", FALLS, ids=lambda fall: fall.problem)
each_trap = pytest.mark.parametrize("trap", CATALOGUE, ids=lambda trap: trap.code)


@each_fall
async def test_an_error_names_the_problem_the_remedy_the_code_and_the_page(
    fall: Fall,
) -> None:
    problem, remedy, page = str(await fallen(fall)).rsplit("\n", 2)
    assert problem.startswith(fall.problem)
    assert remedy == fall.remedy
    name = fall.code.removeprefix("restflow.").lower()
    assert page == f"{fall.code}: {SITE}errors/{name}/"


@each_fall
async def test_an_error_knows_its_entry_in_the_catalogue(fall: Fall) -> None:
    trap = (await fallen(fall)).trap
    assert trap.code == fall.code
    assert trap in CATALOGUE


@each_fall
async def test_an_error_survives_the_way_between_processes(fall: Fall) -> None:
    # Django's parallel test runner sends failures to its parent like this.
    error = await fallen(fall)
    arrived = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own)
    assert type(arrived) is type(error)
    assert str(arrived) == str(error)
    assert arrived.trap == error.trap


@each_trap
def test_there_is_a_way_to_fall_into_every_trap(trap: Trap) -> None:
    of_caching = int(trap.code[-3:]) > 200
    assert trap is RIVAL or of_caching or trap.code in {fall.code for fall in FALLS}


def test_the_other_distribution_is_reported_with_its_code_and_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_checks, "rival_message", lambda: "It is installed.")
    (message,) = _checks.check_rival(None)
    assert message.id == RIVAL.code == "restflow.E001"
    assert (message.msg, message.hint) == ("It is installed.", REMEDY)


def test_every_code_is_unique_and_in_order() -> None:
    numbers = [trap.code[-3:] for trap in CATALOGUE]
    assert numbers == sorted(set(numbers))


def test_every_trap_is_in_the_catalogue() -> None:
    traps = [trap for trap in vars(_traps).values() if isinstance(trap, Trap)]
    assert traps == list(CATALOGUE)


@each_trap
def test_a_trap_has_a_page_of_its_own(trap: Trap) -> None:
    assert trap.url.startswith(f"{SITE}errors/")
    assert [other for other in CATALOGUE if other.url == trap.url] == [trap]


@each_trap
def test_the_example_of_a_trap_exists(trap: Trap) -> None:
    # A distribution that is not to be installed has none, and on SQLite no trigger can
    # run what is not in its text.
    without = (RIVAL, OPAQUE_TRIGGER)
    assert trap in without or (EXAMPLES / trap.example).is_file()


@pytest.mark.parametrize("kind", [TypeError, ValueError, TrapError])
def test_an_argument_that_is_refused_is_an_error_of_either_kind(
    kind: type[Exception],
) -> None:
    with pytest.raises(kind):
        AsyncAPIRequestFactory().post("/", {}, format="yaml")


def test_the_errors_are_what_python_and_django_would_have_raised() -> None:
    assert issubclass(RequestArgumentError, (TypeError, ValueError))
    assert issubclass(SynchronousCallError, SynchronousOnlyOperation)
    assert issubclass(ForgottenAwaitError, (TypeError, AssertionError))
    assert issubclass(AsyncSetUpError, TypeError)
    assert issubclass(ConnectionTakenError, TimeoutError)
    assert issubclass(AsyncHookError, TypeError)
    assert issubclass(GrowingQueriesError, AssertionError)


@pytest.mark.parametrize("kind", [CommitHooksWarning, LeftBehindWarning])
def test_what_a_test_left_is_a_warning(kind: type) -> None:
    assert issubclass(kind, UserWarning)
