"""The part of the plugin that reports stories and writes access tables."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import TYPE_CHECKING, Any

import pytest

from restflow._pytest import address
from restflow._pytest.words import uses_django

if TYPE_CHECKING:
    from restflow.test import AsyncStory, Story

try:
    from pytest_asyncio import fixture as _async_fixture
except ModuleNotFoundError:
    # Other plugins, such as anyio's, need no word of their own.
    _async_fixture = pytest.fixture  # type: ignore[assignment]

OPTION = "restflow_access"
_STORIES = pytest.StashKey[list[Any]]()
_WRITTEN = "restflow: the access table that is true today"


@pytest.fixture
def story(
    request: pytest.FixtureRequest, _http_address: str | None
) -> Generator[Story]:
    """A `restflow.test.Story`: requests of several actors, for a synchronous test.

    If the test fails, its report has the transcript of the story. The option
    `--restflow-target` says where the requests go, as for `async_http_client`.

    Its arguments are those of a fixture, which pytest passes.

    Since:
        0.1.0.
    """
    from restflow.test import Story

    made: list[Any] = []
    try:
        yield _told(request, Story, _http_address, "Client", made)
    finally:
        for client in made:
            client.close()


@_async_fixture
async def async_story(
    request: pytest.FixtureRequest, _http_address: str | None
) -> AsyncGenerator[AsyncStory]:
    """A `restflow.test.AsyncStory`: requests of several actors.

    If the test fails, its report has the transcript of the story. The option
    `--restflow-target` says where the requests go, as for `async_http_client`.

    Its arguments are those of a fixture, which pytest passes.

    Since:
        0.1.0.
    """
    from restflow.test import AsyncStory

    made: list[Any] = []
    try:
        yield _told(request, AsyncStory, _http_address, "AsyncClient", made)
    finally:
        for client in made:
            await client.aclose()


def _told(
    request: pytest.FixtureRequest,
    story_class: type[Any],
    url: str | None,
    kind: str,
    made: list[Any],
) -> Any:
    """Return the story of a test, which is explained if the test fails."""
    make = None if url is None else _remote(request, url, kind, made)
    told = story_class(_title(request), client_class=make)
    request.node.stash.setdefault(_STORIES, []).append(told)
    return told


def _title(request: pytest.FixtureRequest) -> str:
    said = str(getattr(request.function, "__doc__", "") or "").strip()
    return said.partition("\n")[0].rstrip(".") or str(request.node.name)


def _remote(
    request: pytest.FixtureRequest, url: str, kind: str, made: list[Any]
) -> Any:
    """Return what makes clients for a server or an address."""
    local = address.chosen(request.config) == address.SERVER

    def make() -> Any:
        made.append(address.client(url, here=local, kind=kind))
        return made[-1]

    return make


def explain(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Add the transcripts of a test's stories to the error that ended it, or a fixture.

    Args:
        item: The test.
        call: How its setup, its call or its teardown has ended.
    """
    error = call.excinfo.value if call.excinfo is not None else None
    if isinstance(error, (Exception, pytest.fail.Exception)):
        for told in item.stash.get(_STORIES, ()):
            told._explain(error)  # noqa: SLF001


class Writing:
    """Writes the access tables that are true today, in the place of checking them."""

    def __init__(self) -> None:
        self._tables: list[tuple[str, str]] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Have a test write its tables."""
        if not uses_django():
            return (yield)
        # It imports Django, which may not be set up before.
        from restflow.test._access.outcome import check_tables, write_tables

        written = write_tables()
        try:
            return (yield)
        finally:
            check_tables()
            for where, table in written:
                item.add_report_section("call", _WRITTEN, f"{where}\n\n{table}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the tables, which may come from another process."""
        if report.when == "call":
            self._tables += [of for of in report.sections if _WRITTEN in of[0]]

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Show the tables at the end."""
        for _, table in self._tables:
            terminalreporter.section(_WRITTEN)
            terminalreporter.write_line(table)
