"""The pytest plugin: fixtures, and the HTTP exchanges of tests that fail.

pytest loads it by itself where restflow is installed. Django and Django REST framework
are imported only when a test asks for them.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from restflow._pytest import options, starting, stories, words
from restflow._pytest.stories import async_story, story
from restflow._pytest.words import explain, naming_settings, uses_django
from restflow._rival import REMEDY, rival_message
from restflow._traps import RIVAL

if TYPE_CHECKING:
    import httpx2

    from restflow.test import (
        AsyncAPIClient,
        AsyncAPIRequestFactory,
        Exchange,
        LiveASGIServer,
    )
    from restflow.test._server.thread import ASGIServerThread

try:
    from pytest_asyncio import fixture as _async_fixture
except ModuleNotFoundError:
    # Other plugins, such as anyio's, need no word of their own.
    _async_fixture = pytest.fixture  # type: ignore[assignment]

__all__ = [
    "async_api_client",
    "async_api_rf",
    "async_http_client",
    "async_story",
    "live_asgi_server",
    "restflow_target",
    "story",
]

_EXCHANGES = pytest.StashKey[list["Exchange"]]()


@pytest.fixture
def async_api_client() -> AsyncAPIClient:
    """A new `restflow.test.AsyncAPIClient` for each test.

    Since:
        0.1.0. Named as pytest-django's `async_client`.
    """
    from restflow.test import AsyncAPIClient

    return AsyncAPIClient()


@pytest.fixture
def async_api_rf() -> AsyncAPIRequestFactory:
    """A `restflow.test.AsyncAPIRequestFactory`, for calling views directly.

    Since:
        0.1.0. Named as pytest-django's `async_rf`.
    """
    from restflow.test import AsyncAPIRequestFactory

    return AsyncAPIRequestFactory()


@_async_fixture
async def async_http_client(
    _http_address: str | None, pytestconfig: pytest.Config
) -> AsyncGenerator[httpx2.AsyncClient]:
    """A new client of httpx for each test, which is closed afterwards.

    Its requests go where the option `--restflow-target`, or else `restflow_target` in
    the configuration, says. By default, that is the project's application in the
    process of the test. The client is then a
    `restflow.test.AsyncHTTPClient`. If the application has a lifespan, it starts up
    before the test and shuts down after it. For a server or an address, the client is
    httpx's own `AsyncClient`, whose `base_url` is that address. The fixture needs the
    extra `restflow[http]`.

    To change how the client works, set its attributes: `headers`, `auth`, `cookies`,
    `timeout`, `follow_redirects`. Its arguments are those of a fixture, which pytest
    passes.

    Since:
        0.1.0.
    """
    if _http_address is None:
        from restflow.test import AsyncHTTPClient

        client: httpx2.AsyncClient = AsyncHTTPClient()
    else:
        from restflow._pytest import address

        local = address.chosen(pytestconfig) == address.SERVER
        client = address.client(_http_address, here=local)
    async with client:
        yield client


@pytest.fixture(scope="session")
def restflow_target(pytestconfig: pytest.Config) -> str:
    """Where `async_http_client` sends requests: `process`, `server` or an address.

    It is the value of the option `--restflow-target`, or else of `restflow_target` in
    the configuration. Use it in a fixture that has to find a user or a row, because a
    test against an address can't make one. Its arguments are those of a fixture, which
    pytest passes.

    Since:
        0.1.0.
    """
    from restflow._pytest import address

    return address.chosen(pytestconfig)


@pytest.fixture(scope="session")
def _live_asgi_thread(
    django_db_setup: None,  # noqa: ARG001  (databases have to be the test's by then)
    django_db_blocker: Any,
    pytestconfig: pytest.Config,
) -> Generator[ASGIServerThread]:
    """Run the server that all tests of a process use."""
    from restflow._pytest import address
    from restflow.test._server.thread import running_server

    where = address.listening(pytestconfig)
    # An application may query the database when it starts.
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            thread = stack.enter_context(running_server(*where))
        yield thread


@pytest.fixture
def live_asgi_server(
    request: pytest.FixtureRequest,
    db: None,  # noqa: ARG001  (the mark, if there is one, says which kind)
    _live_asgi_thread: ASGIServerThread,
) -> Generator[LiveASGIServer]:
    """The project's ASGI application on a real port: a `restflow.test.LiveASGIServer`.

    The server is the one that the setting RESTFLOW_LIVE_SERVER names, or else the first
    that is installed, such as uvicorn (extra `restflow[live]`). It listens on localhost
    and a free port, unless pytest-django's option `--liveserver` names others. It runs
    from the first test that asks for it until the end of the run. A test with this
    fixture may use the database: requests share the test's transaction, which is rolled
    back, unless the test has `django_db(transaction=True)` or the fixture
    `transactional_db`.

    Its arguments are those of a fixture, which pytest passes.

    Since:
        0.1.0. Named as pytest-django's `live_server`, which serves the WSGI application
        and flushes the database after each test.
    """
    from restflow._pytest import database

    yield from database.serve(request.node, _live_asgi_thread)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the plugin's options."""
    options.add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to run beside the distribution that overwrites restflow's files."""
    options.add_marks(config)
    if message := rival_message():
        raise pytest.UsageError(f"{message} {REMEDY}\n{RIVAL.code}: {RIVAL.url}")
    if not config.pluginmanager.has_plugin("restflow-words"):
        config.pluginmanager.register(words, "restflow-words")
    if config.getoption(stories.OPTION):
        config.pluginmanager.register(stories.Writing(), "restflow-access")
    from restflow._pytest import outside, target

    outside.register(config)
    target.register(config, _EXCHANGES)
    if mode := config.getoption("restflow_record"):
        from restflow.docs._watching.recording import Recording

        config.pluginmanager.register(Recording(config, mode), "restflow-record")
    schema = config.getoption("restflow_schema_coverage")
    if schema is not None:
        from restflow._pytest.schema import Measuring

        config.pluginmanager.register(Measuring(schema), "restflow-schema")
    if config.getoption("restflow_report") is not None:
        from restflow.docs._report import gathering

        gathering.register(config)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config,
) -> Generator[None, object, object]:
    """Say how pytest is told the settings, if a conftest.py needs them."""
    with naming_settings(early_config):
        return (yield)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Share databases, and all else that asynchronous tests need, if there are any."""
    starting.look_at(session)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Record what the test's clients send, fixtures included."""
    if uses_django():
        item.stash[_EXCHANGES] = starting.record(item.config)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add stories and exchanges to the report of a test that failed."""
    if call.excinfo is not None:
        stories.explain(item, call)
        explain(call, item.config)
    if call.when == "call":
        starting.late(item)
    report = yield
    if report.failed:
        from restflow._pytest.report import show

        exchanges = item.stash.get(_EXCHANGES, None) or []
        show(report, exchanges)
    return report
