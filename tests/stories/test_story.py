"""Stories: what each step did, and what an error is told of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import DatabaseError, connection, connections, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from restflow.test import (
    Actor,
    AsyncActor,
    AsyncAPIClient,
    AsyncHTTPClient,
    AsyncStory,
    Endpoint,
    Story,
    UnexpectedStatusError,
)
from restflow.test._stories import steps as steps_of_stories

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]

# --- An API --------------------------------------------------------------------------


def welcome(name: str) -> None:
    User.objects.filter(username=name).count()
    send_mail("Welcome", "text", None, [f"{name}@example.com", "x@example.com"])


@csrf_exempt
def create(request: HttpRequest) -> HttpResponse:
    name = json.loads(request.body)["name"]
    with transaction.atomic():
        User.objects.create_user(name)
        transaction.on_commit(partial(welcome, name))
    return HttpResponse(name, status=201)


@csrf_exempt
def undo(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    try:
        with transaction.atomic():
            transaction.on_commit(str)
            raise DatabaseError  # noqa: TRY301
    except DatabaseError:
        return HttpResponse(status=409)


gates: dict[str, asyncio.Event] = {}


async def together(request: HttpRequest, times: int) -> HttpResponse:
    """Query some times, while another request is under way."""
    mine, other = request.GET["mine"], request.GET["other"]
    gates[mine].set()
    await gates[other].wait()
    for _ in range(times):
        await User.objects.filter(username=mine).acount()
        await asyncio.sleep(0)
    await sync_to_async(commit)(mine)
    return HttpResponse(mine)


def commit(name: str) -> None:
    with transaction.atomic():
        transaction.on_commit(partial(welcome, name))


def fail(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    User.objects.count()
    raise LookupError("nothing here")


def stream(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001
    def chunks() -> Iterator[str]:
        yield "one,"
        yield "two"

    return StreamingHttpResponse(chunks())


async def astream(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001
    async def chunks() -> AsyncIterator[str]:
        yield "one,"
        yield "two"

    return StreamingHttpResponse(chunks())


urlpatterns = [
    path("create/", create, name="create"),
    path("undo/", undo, name="undo"),
    path("together/<int:times>/", together, name="together"),
    path("fail/", fail, name="fail"),
    path("stream/", stream, name="stream"),
    path("astream/", astream, name="astream"),
]

CREATE = Endpoint("POST", "create", {"name": "ada"}, status=201)
UNDO = Endpoint("POST", "undo", status=409)
FAIL = Endpoint("GET", "fail")


class Somebody(Actor):
    create = CREATE
    undo = UNDO
    fail = FAIL
    stream = Endpoint("GET", "stream")


class AsyncSomebody(AsyncActor):
    create = CREATE
    undo = UNDO
    fail = FAIL
    stream = Endpoint("GET", "astream")
    together = Endpoint("GET", "together", status=200)


@pytest.fixture
def somebody(story: Story) -> Somebody:
    return story.actor("somebody", Somebody)


@pytest.fixture
def asomebody(async_story: AsyncStory) -> AsyncSomebody:
    return async_story.actor("somebody", AsyncSomebody)


HOOK = "partial(welcome)"
MAIL = "ada@example.com, x@example.com: Welcome"

# --- What a step is ------------------------------------------------------------------


def test_a_step_is_what_was_sent_and_what_came_back(
    story: Story, somebody: Somebody
) -> None:
    somebody.create(query_params={"a": "x y"})
    (step,) = story.steps
    assert (step.actor, step.endpoint) == ("somebody", "create")
    assert (step.method, step.path) == ("POST", "/create/?a=x+y")
    assert (step.status, step.expected, step.failed) == (201, 201, False)
    assert json.loads(step.sent) == {"name": "ada"}
    assert step.received == b"ada"
    assert "INSERT" in " ".join(query.sql for query in step.queries)


def test_a_story_is_text_json_and_a_diagram(story: Story, somebody: Somebody) -> None:
    somebody.create()
    assert "  1. somebody: create -> 201 Created\n" in story.transcript
    assert json.loads(story.as_json())["steps"][0]["endpoint"] == "create"
    story.actor("idle")
    assert "    actor A1 as somebody\n    actor A2 as idle\n" in story.as_mermaid()
    assert "    A1->>API: create (POST /create/)\n" in story.as_mermaid()


def test_steps_have_the_headings_of_their_blocks(
    story: Story, somebody: Somebody
) -> None:
    somebody.undo()
    with story.step("outer"):
        somebody.undo()
        with pytest.raises(LookupError), story.step("inner"):
            somebody.fail()
        somebody.undo()
    somebody.undo()
    headings = [step.heading for step in story.steps]
    assert headings == ["", "outer", "inner", "outer", ""]
    assert story.transcript.count("-- outer") == 2


def test_a_request_that_cannot_be_made_is_no_step(
    story: Story, somebody: Somebody
) -> None:
    with pytest.raises(TypeError):
        somebody.create("superfluous")
    assert story.steps == []


def test_what_the_test_queries_is_in_no_step(story: Story, somebody: Somebody) -> None:
    before = [*connection.execute_wrappers]
    somebody.undo()
    User.objects.count()
    assert "COUNT" not in str(story.steps[0].queries)
    assert connection.execute_wrappers == before


# --- Commit hooks and mails ----------------------------------------------------------


def assert_waiting(steps: list[Any]) -> None:
    (step,) = steps
    assert (step.hooks, step.waiting, step.mails) == ([], [HOOK], [])


def assert_ran(steps: list[Any]) -> None:
    first, second = steps
    assert (first.hooks, first.waiting, first.mails) == ([HOOK], [], [MAIL])
    assert (second.hooks, second.waiting, second.mails) == ([], [], [])
    # What a hook queries is the request's.
    assert any("COUNT" in query.sql for query in first.queries)


def test_hooks_wait_where_the_test_is_rolled_back(
    story: Story, somebody: Somebody
) -> None:
    somebody.create()
    assert_waiting(story.steps)
    assert f"commit hooks that wait for a commit: {HOOK}" in story.transcript


@pytest.mark.filterwarnings("ignore::restflow.test.CommitHooksWarning")
async def test_hooks_of_an_asynchronous_test_wait_where_it_is_rolled_back(
    async_story: AsyncStory, asomebody: AsyncSomebody
) -> None:
    await asomebody.create()
    assert_waiting(async_story.steps)


@pytest.mark.run_commit_hooks
def test_hooks_that_run_are_told(story: Story, somebody: Somebody) -> None:
    somebody.create()
    somebody.undo()
    assert_ran(story.steps)
    assert f"commit hooks that ran: {HOOK}; mail to {MAIL}" in story.transcript


@pytest.mark.run_commit_hooks
async def test_hooks_of_an_asynchronous_test_that_run_are_told(
    async_story: AsyncStory, asomebody: AsyncSomebody
) -> None:
    await asomebody.create()
    await asomebody.undo()
    assert_ran(async_story.steps)


@pytest.mark.django_db(transaction=True)
def test_hooks_of_real_transactions_are_told(story: Story, somebody: Somebody) -> None:
    somebody.create()
    somebody.undo()
    assert_ran(story.steps)


@pytest.mark.django_db(transaction=True)
async def test_hooks_of_real_transactions_of_an_asynchronous_test_are_told(
    async_story: AsyncStory, asomebody: AsyncSomebody
) -> None:
    await asomebody.create()
    await asomebody.undo()
    assert_ran(async_story.steps)


def test_hooks_from_before_are_not_of_a_step(story: Story, somebody: Somebody) -> None:
    transaction.on_commit(str)
    somebody.undo()
    assert story.steps[0].waiting == []


def test_a_story_without_a_database_has_no_queries() -> None:
    story = Story()
    story.actor("somebody", Somebody).stream()
    assert story.steps[0].queries == []


# --- At the same time ----------------------------------------------------------------


async def meet(story: AsyncStory, *, reverse: bool = False) -> list[Any]:
    """Have two requests be under way at the same time, and return their steps."""
    names = ["ada", "ben"]
    gates.update({name: asyncio.Event() for name in names})
    ada, ben = (story.actor(name, AsyncSomebody) for name in names)
    requests = [
        ada.together(2, mine="ada", other="ben"),
        ben.together(5, mine="ben", other="ada"),
    ]
    await asyncio.gather(*(requests[::-1] if reverse else requests))
    return sorted(story.steps, key=lambda step: step.actor)


def own(step: Any, name: str) -> list[str]:
    """Return the queries that are about somebody by this name."""
    return [q.sql for q in step.queries if name in str(q.params) or name in q.sql]


@pytest.mark.run_commit_hooks
@pytest.mark.parametrize("reverse", [False, True])
async def test_requests_at_the_same_time_have_their_own_queries(
    async_story: AsyncStory, reverse: bool
) -> None:
    ada, ben = await meet(async_story, reverse=reverse)
    # One more is the commit hook's.
    assert (len(own(ada, "ada")), len(own(ada, "ben"))) == (3, 0)
    assert (len(own(ben, "ben")), len(own(ben, "ada"))) == (6, 0)


@pytest.mark.django_db(transaction=True, databases=["default", "archive"])
@pytest.mark.parametrize("reverse", [False, True])
async def test_requests_at_the_same_time_note_the_hooks_of_real_transactions(
    async_story: AsyncStory, reverse: bool
) -> None:
    before = [{**vars(each)} for each in connections.all()]
    for step in await meet(async_story, reverse=reverse):
        # Also those of the other request, as nobody can tell whose they are.
        assert HOOK in step.hooks
        assert f"{step.actor}@example.com, x@example.com: Welcome" in step.mails
    # Connections have what they had before.
    for each, earlier in zip(connections.all(), before, strict=True):
        for name in ("on_commit", "run_and_clear_commit_hooks"):
            assert vars(each).get(name) == earlier.get(name)
    assert steps_of_stories._heard == {}
    await async_story.actor("later", AsyncSomebody).create()
    assert async_story.steps[-1].hooks == [HOOK]


# --- Errors of views, streams --------------------------------------------------------


def assert_raised(steps: list[Any], transcript: str) -> None:
    (step,) = steps
    assert isinstance(step.exception, LookupError)
    assert (step.status, step.outcome) == (None, "raised LookupError")
    assert [query.sql.partition(" ")[0] for query in step.queries] == ["SELECT"]
    assert "somebody: fail -> raised LookupError" in transcript
    assert "     LookupError: nothing here" in transcript


def test_a_view_that_raises_is_a_step(story: Story, somebody: Somebody) -> None:
    with pytest.raises(LookupError, match="nothing here"):
        somebody.fail()
    assert_raised(story.steps, story.transcript)
    somebody.undo()
    assert len(story.steps) == 2


async def test_an_asynchronous_view_that_raises_is_a_step(
    async_story: AsyncStory, asomebody: AsyncSomebody
) -> None:
    with pytest.raises(LookupError, match="nothing here"):
        await asomebody.fail()
    assert_raised(async_story.steps, async_story.transcript)


def test_a_client_may_answer_for_a_view_that_raises(story: Story) -> None:
    somebody = story.actor("somebody", Somebody)
    somebody.client.raise_request_exception = False
    somebody.fail(status=500)
    assert story.steps[0].outcome == "500 Internal Server Error"


def test_a_stream_is_left_to_the_test(story: Story, somebody: Somebody) -> None:
    response: Any = somebody.stream()
    assert story.steps[0].received == b""
    assert b"".join(response.streaming_content) == b"one,two"


async def test_an_asynchronous_stream_is_left_to_the_test(
    async_story: AsyncStory, asomebody: AsyncSomebody
) -> None:
    response: Any = await asomebody.stream()
    assert async_story.steps[0].received == b""
    chunks = [chunk async for chunk in response.streaming_content]
    assert b"".join(chunks) == b"one,two"


async def test_a_stream_that_httpx_has_read_is_shown(async_story: AsyncStory) -> None:
    async with AsyncHTTPClient() as client:
        await async_story.actor("somebody", AsyncSomebody, client=client).stream()
    assert async_story.steps[0].received == b"one,two"


async def test_what_a_request_of_httpx_queries_is_of_its_step(
    async_story: AsyncStory,
) -> None:
    async with AsyncHTTPClient() as client:
        somebody = async_story.actor("somebody", AsyncSomebody, client=client)
        await somebody.undo(headers={"X-One": "1"})
        with pytest.raises(LookupError):
            await somebody.fail()
    assert len(async_story.steps[1].queries) == 1


# --- Notes ---------------------------------------------------------------------------


def test_an_error_that_ends_a_story_has_its_transcript() -> None:
    with pytest.raises(UnexpectedStatusError) as caught, Story("Of Ada") as story:
        story.actor("somebody", Somebody).create(status=200)
    assert caught.value.__notes__ == [story.transcript]
    assert "create -> 201 Created, not 200 OK   <-- here" in story.transcript


async def test_an_error_that_ends_an_asynchronous_story_has_its_transcript() -> None:
    with pytest.raises(ZeroDivisionError) as caught, AsyncStory() as story:  # noqa: PT012
        await story.actor("somebody", AsyncSomebody).undo()
        raise ZeroDivisionError
    assert caught.value.__notes__ == [story.transcript]


def test_an_error_before_any_request_has_no_transcript() -> None:
    with pytest.raises(ZeroDivisionError) as caught, Story():
        raise ZeroDivisionError
    assert not hasattr(caught.value, "__notes__")


def test_a_story_that_passes_ends_quietly() -> None:
    with Story() as story:
        story.actor("somebody", Somebody).undo()
    assert len(story.steps) == 1


def test_a_transcript_is_added_once_and_is_the_last_one() -> None:
    story = Story()
    somebody = story.actor("somebody", Somebody)
    with pytest.raises(UnexpectedStatusError) as caught, story:  # noqa: PT012
        try:
            with story:
                somebody.undo(status=200)
        except UnexpectedStatusError as error:
            error.add_note("of the test")
            # Who cleans up makes requests as well.
            somebody.undo()
            raise
    assert caught.value.__notes__ == [story.transcript, "of the test"]
    assert len(story.steps) == 2


def test_each_error_of_a_story_has_its_transcript() -> None:
    story = Story()
    somebody = story.actor("somebody", Somebody)
    notes: list[str] = []
    for _ in range(2):
        with pytest.raises(UnexpectedStatusError) as caught, story:
            somebody.undo(status=200)
        notes += caught.value.__notes__
    assert len(notes) == 2
    assert notes[0] in notes[1]


def test_two_stories_tell_of_the_same_error() -> None:
    outer, inner = Story("outer"), Story("inner")
    for story in (outer, inner):
        story.actor("somebody", Somebody).undo()
    with pytest.raises(ZeroDivisionError) as caught, outer, inner:
        raise ZeroDivisionError
    assert caught.value.__notes__ == [inner.transcript, outer.transcript]


# --- Fixtures ------------------------------------------------------------------------


def test_the_title_is_the_first_line_of_the_docstring(story: Story) -> None:
    """Ada comes and goes.

    And so on.
    """
    assert story.title == "Ada comes and goes"
    assert story.transcript.startswith("Story: Ada comes and goes\n")


@pytest.mark.parametrize("number", [1])
def test_without_one_it_is_the_name(story: Story, number: int) -> None:
    assert story.title == f"test_without_one_it_is_the_name[{number}]"


async def test_the_asynchronous_fixture_has_a_title(async_story: AsyncStory) -> None:
    """Ada comes and goes."""
    assert async_story.title == "Ada comes and goes"
    assert type(async_story.actor("a", AsyncSomebody).client) is AsyncAPIClient
