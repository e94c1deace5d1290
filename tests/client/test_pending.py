"""Requests that nobody awaits."""

from __future__ import annotations

import asyncio
import gc
import inspect
import unittest
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, iscoroutinefunction
from django.contrib.auth.models import User
from django.db import connection

from restflow._pytest import running
from restflow.test import (
    AsyncAPIClient,
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    ForgottenAwaitError,
)
from restflow.test._client import pending as _pending
from restflow.test._client.pending import refuse_forgotten, unawaited_requests

USES: dict[str, Callable[[Any], object]] = {
    "attribute": lambda request: request.status_code,
    "method": lambda request: request.json(),
    "truth": bool,
    "negation": lambda request: not request,
    "equality": lambda request: request == 200,
    "inequality": lambda request: request != 200,
    "reflected equality": lambda request: request == 200,
    "iteration": list,
    "item": lambda request: request["Location"],
    "containment": lambda request: "Location" in request,
}


@pytest.fixture
def client() -> AsyncAPIClient:
    return AsyncAPIClient()


async def test_a_stream_that_was_never_entered_is_reported(
    client: AsyncAPIClient,
) -> None:
    watch = refuse_forgotten()
    watch.__enter__()
    client.stream("GET", "/api/events/")
    with pytest.raises(ForgottenAwaitError) as caught:
        watch.__exit__(None, None, None)
    told = str(caught.value)
    assert "`AsyncAPIClient.stream` in tests/client/test_pending.py:" in told
    assert "Write `async with` in front of the call." in told
    assert "Write `await`" not in told


@pytest.mark.parametrize(
    "use", [*USES.values(), aiter, lambda stream: stream.__await__()]
)
async def test_a_stream_is_not_its_response(
    client: AsyncAPIClient, use: Callable[[Any], object]
) -> None:
    stream = client.stream("GET", "/api/events/")
    with pytest.raises(ForgottenAwaitError, match="Write `async with`"):
        use(stream)


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_every_use_is_refused(
    client: AsyncAPIClient, use: Callable[[Any], object]
) -> None:
    request = client.get("/api/health/")
    with pytest.raises(ForgottenAwaitError):
        use(request)


async def test_the_error_names_the_call_the_line_the_remedy_and_the_page(
    client: AsyncAPIClient,
) -> None:
    request: Any = client.put("/api/health/")
    line = inspect.currentframe().f_lineno - 1  # type: ignore[union-attr]
    with pytest.raises(ForgottenAwaitError) as caught:
        _ = request.data
    told = str(caught.value)
    assert "`.data` of a request that was never awaited" in told
    assert f"`AsyncAPIClient.put` in tests/client/test_pending.py:{line}" in told
    assert "Write `await`" in told
    assert "restflow.E101: https://" in told


def test_a_plain_function_is_told_what_to_be_or_to_use(client: AsyncAPIClient) -> None:
    request: Any = client.get("/api/health/")
    line = inspect.currentframe().f_lineno - 1  # type: ignore[union-attr]
    with pytest.raises(ForgottenAwaitError) as caught:
        _ = request.status_code
    problem, remedy, _ = str(caught.value).splitlines()
    assert problem == (
        "The test uses `.status_code` of a request that was never awaited: "
        f"`AsyncAPIClient.get` in tests/client/test_pending.py:{line}."
    )
    assert remedy == (
        "Nothing was sent: a plain function can't await. Make it `async def` and write "
        "`await` in front of the call, or use the synchronous client: "
        "`self.sync_client` in a test case class, elsewhere "
        "`rest_framework.test.APIClient()`."
    )


@pytest.mark.parametrize("use", USES.values(), ids=USES)
async def test_a_request_that_was_refused_can_still_be_sent(
    client: AsyncAPIClient, use: Callable[[Any], object]
) -> None:
    request = client.get("/api/health/")
    for _ in range(2):
        with pytest.raises(ForgottenAwaitError):
            use(request)
    assert (await request).status_code == 200


async def test_a_request_that_was_awaited_is_told_where_the_response_is(
    client: AsyncAPIClient,
) -> None:
    request: Any = client.get("/api/health/")
    assert (await request).status_code == 200
    with pytest.raises(ForgottenAwaitError) as caught:
        _ = request.status_code
    problem, remedy, _ = str(caught.value).splitlines()
    assert "was awaited already, and is not its own response" in problem
    told = "The response is what `await` has returned: keep it, and use it."
    assert remedy == told


async def test_a_stream_that_was_entered_is_told_where_the_response_is(
    client: AsyncAPIClient,
) -> None:
    stream: Any = client.stream("GET", "/api/health/")
    async with stream as response:
        assert response.status_code == 200
    with pytest.raises(ForgottenAwaitError, match="what `async with … as` has given"):
        _ = stream.status_code


def setUp(client: AsyncAPIClient) -> Any:
    return client.aforce_login(User())


def test_a_method_that_prepares_is_told_of_its_counterparts(
    client: AsyncAPIClient,
) -> None:
    with pytest.raises(ForgottenAwaitError) as caught:
        _ = setUp(client).is_anything
    remedy = str(caught.value).splitlines()[1]
    assert "Make it `async def asyncSetUp` and write `await`" in remedy
    assert remedy.endswith("or use `force_login(…)` of the same client.")


async def test_a_stream_that_was_refused_can_still_be_entered(
    client: AsyncAPIClient,
) -> None:
    stream: Any = client.stream("GET", "/api/health/")
    with pytest.raises(ForgottenAwaitError):
        _ = stream.status_code
    async with stream as response:
        assert response.status_code == 200


def test_python_does_not_warn_of_what_was_refused(client: AsyncAPIClient) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        request = client.get("/api/health/")
        with pytest.raises(ForgottenAwaitError):
            bool(request)
        del request
        gc.collect()


def test_the_error_is_what_a_coroutine_would_have_raised() -> None:
    assert issubclass(ForgottenAwaitError, TypeError)
    assert issubclass(ForgottenAwaitError, AssertionError)


def test_a_request_that_was_refused_is_not_reported_again(
    client: AsyncAPIClient,
) -> None:
    with refuse_forgotten(), pytest.raises(ForgottenAwaitError):
        bool(client.get("/api/health/"))


def test_a_request_that_was_dropped_is_reported(client: AsyncAPIClient) -> None:
    watch = refuse_forgotten()
    watch.__enter__()
    client.get("/api/health/")  # type: ignore[unused-coroutine]
    with pytest.raises(ForgottenAwaitError, match=r"AsyncAPIClient\.get"):
        watch.__exit__(None, None, None)


def test_an_error_of_the_block_goes_first(client: AsyncAPIClient) -> None:
    watch = refuse_forgotten()
    watch.__enter__()
    client.get("/api/health/")  # type: ignore[unused-coroutine]
    error = LookupError()
    assert not watch.__exit__(LookupError, error, None)


def test_blocks_within_blocks_keep_their_own(client: AsyncAPIClient) -> None:
    with unawaited_requests() as outer:
        client.get("/outer/")  # type: ignore[unused-coroutine]
        with unawaited_requests() as inner:
            client.post("/inner/")  # type: ignore[unused-coroutine]
    assert [request.made.partition("`")[2][:18] for request in inner] == [
        "AsyncAPIClient.pos"
    ]
    assert [request.made.partition("`")[2][:18] for request in outer] == [
        "AsyncAPIClient.get"
    ]


def test_python_does_not_warn_of_what_is_reported(client: AsyncAPIClient) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with unawaited_requests():
            client.get("/api/health/")  # type: ignore[unused-coroutine]


async def test_a_request_is_a_coroutine_to_asyncio(client: AsyncAPIClient) -> None:
    request = client.get("/api/health/")
    assert asyncio.iscoroutine(request)
    assert inspect.isawaitable(request)
    assert "not awaited" in repr(request)
    assert (await request).status_code == 200


def test_the_methods_are_coroutine_functions(client: AsyncAPIClient) -> None:
    for method in (client.get, client.generic, client.request, client.alogout):
        assert iscoroutinefunction(method)


async def test_a_request_can_be_scheduled_in_every_way(client: AsyncAPIClient) -> None:
    def ask() -> Any:
        return client.get("/api/health/")

    async with asyncio.TaskGroup() as group:
        task = group.create_task(ask())
    responses = [
        task.result(),
        await asyncio.shield(ask()),
        await asyncio.wait_for(ask(), 5),
        *await asyncio.gather(ask(), ask()),
        await asyncio.ensure_future(ask()),
    ]
    assert [response.status_code for response in responses] == [200] * 6


def test_a_request_can_be_run_from_synchronous_code(client: AsyncAPIClient) -> None:
    assert asyncio.run(client.get("/api/health/")).status_code == 200
    assert async_to_sync(client.get)("/api/health/").status_code == 200


async def test_a_task_of_a_request_can_be_shown(client: AsyncAPIClient) -> None:
    task = asyncio.create_task(client.get("/api/health/"))
    assert "AsyncAPIClient.get" in repr(task)
    assert (await task).status_code == 200
    assert "finished" in repr(task)


async def test_a_request_can_be_cancelled(client: AsyncAPIClient) -> None:
    with refuse_forgotten():
        task = asyncio.create_task(client.get("/api/health/"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_a_request_that_is_closed_is_not_forgotten(client: AsyncAPIClient) -> None:
    with refuse_forgotten():
        client.get("/api/health/").close()


def test_an_exception_can_be_thrown_into_a_request(client: AsyncAPIClient) -> None:
    with refuse_forgotten(), pytest.raises(LookupError):
        client.get("/api/health/").throw(LookupError())
    with (
        warnings.catch_warnings(action="ignore", category=DeprecationWarning),
        refuse_forgotten(),
        pytest.raises(LookupError),
    ):
        # Newer versions of Python warn of the three arguments.
        client.get("/api/health/").throw(LookupError, "no", None)


def test_requests_can_be_kept_in_sets(client: AsyncAPIClient) -> None:
    requests = {client.get("/a/"), client.get("/b/")}
    assert len(requests) == 2
    for request in requests:
        assert request == request  # noqa: PLR0124
        request.close()


def outcome(case: type[unittest.TestCase]) -> unittest.TestResult:
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case)(result)
    return result


def test_a_test_case_fails_for_what_it_dropped() -> None:
    class Dropping(AsyncAPISimpleTestCase):
        async def test_it(self) -> None:
            self.client.get("/api/health/")  # type: ignore[unused-coroutine]

    result = outcome(Dropping)
    assert result.testsRun == 1
    [(_, told)] = result.failures
    assert "AsyncAPIClient.get" in told


def test_a_plain_test_is_told_beside_its_own_failure() -> None:
    class Plain(AsyncAPISimpleTestCase):
        def test_it(self) -> None:
            self.client.post("/api/echo/")  # type: ignore[unused-coroutine]
            self.assertEqual(0, 1)

    result = outcome(Plain)
    [(_, own), (_, told)] = result.failures
    assert "0 != 1" in own
    assert "`AsyncAPIClient.post` in tests/client/test_pending.py:" in told
    assert "`self.sync_client`" in told


def test_a_test_case_passes_that_awaits() -> None:
    class Awaiting(AsyncAPISimpleTestCase):
        async def test_it(self) -> None:
            await self.client.get("/api/health/")

    assert outcome(Awaiting).wasSuccessful()


@pytest.mark.django_db
def test_a_class_fails_for_what_its_set_up_dropped() -> None:
    class Preparing(AsyncAPITestCase):
        @classmethod
        def setUpTestData(cls) -> None:
            """Prepare nothing."""

        def test_it(self) -> None:
            """Do nothing."""

    class DroppingData(AsyncAPITestCase):
        @classmethod
        def setUpTestData(cls) -> None:
            AsyncAPIClient().aforce_login(User())  # type: ignore[unused-coroutine]

        def test_it(self) -> None:
            """Do nothing."""

    blocks = [*connection.atomic_blocks]
    assert outcome(Preparing).wasSuccessful()
    [(_, told)] = outcome(DroppingData).errors
    assert "`AsyncAPIClient.aforce_login` in tests/client/test_pending.py:" in told
    assert (
        "`setUpTestData` can't await. Move the call to `async def asyncSetUp`" in told
    )
    assert connection.atomic_blocks == blocks


def test_a_skipped_test_case_leaves_nothing_behind() -> None:
    class Skipped(AsyncAPISimpleTestCase):
        @unittest.skip("to see what is left")
        def test_it(self) -> None:
            """Be skipped."""

    with unawaited_requests() as forgotten:
        assert len(outcome(Skipped).skipped) == 1
        AsyncAPIClient().get("/api/health/")  # type: ignore[unused-coroutine]
    assert len(forgotten) == 1


def test_nothing_is_noted_where_nobody_watches(
    client: AsyncAPIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given back in the end: the plugin watches this test.
    with monkeypatch.context() as patch:
        patch.setattr(_pending, "_unawaited", None)
        request = client.get("/api/health/")
        with pytest.raises(ForgottenAwaitError):
            bool(request)


def test_the_plugin_fails_a_test_that_forgets_to_await(
    client: AsyncAPIClient, request: pytest.FixtureRequest
) -> None:
    hook = running.pytest_runtest_call(request.node)
    next(hook)
    client.get("/api/health/")  # type: ignore[unused-coroutine]
    with pytest.raises(pytest.fail.Exception):
        hook.send(None)


def test_the_plugin_adds_what_was_forgotten_to_another_failure(
    client: AsyncAPIClient, request: pytest.FixtureRequest
) -> None:
    hook = running.pytest_runtest_call(request.node)
    next(hook)
    client.get("/api/health/")  # type: ignore[unused-coroutine]
    error = AssertionError("0 == 1")
    with pytest.raises(AssertionError, match="0 == 1"):
        hook.throw(error)
    [note] = error.__notes__
    assert "`AsyncAPIClient.get` in tests/client/test_pending.py:" in note
