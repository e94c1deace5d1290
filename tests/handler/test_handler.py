"""The handler: it does what Django's does, where Django's does it, with fewer hops.

Everything that runs during a request notes its name, the kind of thread that it is on,
and what context variables carry to it. Both clients have to leave the same notes. There
is one difference, which is not seen here: unless something else is connected to them,
what Django itself does on `request_started`, on `request_finished` and in its own
middleware has no effect that depends on a thread, and needs none (`test_threadless`).
"""

# Django passes what a middleware or a view need not look at.
# ruff: noqa: ARG001, ARG002

from __future__ import annotations

import ast
import asyncio
import hashlib
import inspect
import logging
import textwrap
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import Context, ContextVar
from typing import Any
from unittest import mock

import pytest
from asgiref.local import Local
from asgiref.sync import SyncToAsync, markcoroutinefunction, sync_to_async
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.exception import convert_exception_to_response
from django.core.signals import (
    got_request_exception,
    request_finished,
    request_started,
)
from django.db import close_old_connections, connection
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.template import engines
from django.template.response import TemplateResponse
from django.test import AsyncClient, override_settings
from django.test.client import AsyncClientHandler
from django.urls import get_urlconf, path
from django.utils.decorators import sync_and_async_middleware
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import get_language

from restflow.test import AsyncAPIClient
from restflow.test._database.queries import opened
from restflow.test._handler import django as private
from restflow.test._handler.handler import ForceAuthAsyncClientHandler
from restflow.test._handler.signals import muted_finish

pytestmark = pytest.mark.urls("tests.handler.test_handler")

HERE = "tests.handler.test_handler."
LOGGERS = ["request", "security.csrf"]
DEFAULT = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


# --- Notes ---------------------------------------------------------------------------

NOTES: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = []
TRAIL: ContextVar[tuple[str, ...]] = ContextVar("trail", default=())
LOCAL = Local()
SENSITIVE: list[int] = []


def note(event: str) -> None:
    """Note what runs, on which kind of thread, and what ran before in its context."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        is_sensitive = threading.get_ident() in SENSITIVE
        kind = "thread-sensitive" if is_sensitive else "other"
    else:
        kind = "loop"
    TRAIL.set((*TRAIL.get(), event))
    LOCAL.trail = (*getattr(LOCAL, "trail", ()), event)
    NOTES.append((event, kind, TRAIL.get(), LOCAL.trail))


class NotingHandler(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        note(f"log {record.status_code}")  # type: ignore[attr-defined]  # Django adds it


async def notes_of(kind: type[AsyncClient], url: str, **options: Any) -> Any:
    """Return the notes of one request, and what came back."""
    SENSITIVE[:] = [await sync_to_async(threading.get_ident)()]
    NOTES.clear()
    client = kind(raise_request_exception=False, **options)
    response: Any = await client.post(url, b"", content_type="text/plain")
    try:
        body = await content_of(response)
    except RuntimeError as error:
        # Asynchronous receivers do not go with a stream that is read here.
        body = str(error)
    exception = response.exc_info and repr(response.exc_info[1])
    return [*NOTES], response.status_code, dict(response.headers), body, exception


async def content_of(response: Any) -> Any:
    if not response.streaming:
        return response.content
    if response.is_async:
        return [part async for part in response.streaming_content]
    return [*response.streaming_content]


async def assert_alike(url: str, **options: Any) -> None:
    # Each in a context of its own.
    first = asyncio.create_task(notes_of(AsyncClient, url, **options))
    expected = await first
    second = asyncio.create_task(notes_of(AsyncAPIClient, url, **options))
    found = await second
    if isinstance(expected[3], str):
        # Django's client fails at the end of the stream, and ours goes on.
        assert isinstance(found[3], list)
        ends = [event for event, *_ in expected[0]].index("close")
        notes = expected[0][:ends]
        assert found[0][: len(notes)] == notes
        assert found[1:3] == expected[1:3]
    else:
        assert found == expected


@contextmanager
def noted_log() -> Generator[None]:
    handler = NotingHandler()
    loggers = [logging.getLogger(f"django.{name}") for name in LOGGERS]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(handler)


@contextmanager
def receivers() -> Generator[None]:
    """Connect a synchronous and an asynchronous receiver to each signal."""

    def connect(name: str, signal: Signal) -> None:
        heard: list[None] = []

        def receive(**kwargs: Any) -> None:
            assert kwargs["signal"] is signal
            note(f"{name} {sorted(kwargs)}")
            heard.append(None)

        async def areceive(**kwargs: Any) -> None:
            assert kwargs["signal"] is signal
            while not heard:  # noqa: ASYNC110  (it runs in a thread)
                # Django 5.2 runs them at the same time.
                await asyncio.sleep(0)
            heard.pop()
            note(f"async {name} {sorted(kwargs)}")

        for receiver in (receive, areceive):
            signal.connect(receiver, weak=False)
            stack.callback(signal.disconnect, receiver)

    with ExitStack() as stack:
        connect("started", request_started)
        connect("finished", request_finished)
        connect("exception", got_request_exception)
        yield


# --- Middleware ----------------------------------------------------------------------


class Outer(MiddlewareMixin):
    def name(self, phase: str) -> str:
        return f"{type(self).__name__}.{phase}"

    def process_request(self, request: HttpRequest) -> Any:
        note(self.name("request"))

    def process_view(self, request: HttpRequest, *args: Any) -> Any:
        note(self.name("view"))

    def process_exception(self, request: HttpRequest, exception: Exception) -> Any:
        note(self.name("exception"))

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        note(self.name("template"))
        return response

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        note(self.name("response"))
        response.headers["X-Seen"] = response.headers.get("X-Seen", "") + self.name(" ")
        return response


class Middle(Outer):
    pass


class Inner(Outer):
    pass


class Named(Outer):
    def process_request(self, request: HttpRequest) -> Any:
        note(repr(self))


class Inert(MiddlewareMixin):
    pass


class OnlyRequest(MiddlewareMixin):
    def process_request(self, request: HttpRequest) -> None:
        note("OnlyRequest")


class OnlyResponse(MiddlewareMixin):
    def process_response(self, request: HttpRequest, response: Any) -> Any:
        note("OnlyResponse")
        return response


def raising(phase: str, error: type[Exception]) -> type[Outer]:
    """Return a middleware that raises in one of its methods."""

    def fail(self: Outer, *args: Any) -> Any:
        note(self.name(phase + " raises"))
        raise error(phase)

    return type("Raising", (Outer,), {f"process_{phase}": fail})


def answering(phase: str) -> type[Outer]:
    """Return a middleware that answers by itself in one of its methods."""

    def answer(self: Outer, *args: Any) -> HttpResponse:
        note(self.name(phase + " answers"))
        return HttpResponse(phase, status=418)

    return type("Answering", (Outer,), {f"process_{phase}": answer})


PHASES = ["request", "view", "exception", "template_response", "response"]
for _phase in PHASES:
    globals()[f"Raising_{_phase}"] = raising(_phase, LookupError)
    globals()[f"Denying_{_phase}"] = raising(_phase, PermissionDenied)
    globals()[f"Answering_{_phase}"] = answering(_phase)


class AnsweringNothing(Outer):
    def process_response(self, request: HttpRequest, response: Any) -> Any:
        note(self.name("response is None"))


class AsyncHooks(Outer):
    async def process_view(self, request: HttpRequest, *args: Any) -> Any:
        note(self.name("view"))

    async def process_template_response(
        self, request: HttpRequest, response: Any
    ) -> Any:
        note(self.name("template"))
        return response


class AsyncRequest(Outer):
    # Django refuses to call it, or makes a coroutine that nobody awaits. One that is
    # closed is not warned of, in whichever test collects the garbage.
    @markcoroutinefunction
    def process_request(self, request: HttpRequest) -> Any:
        coroutine = self.__acall__(request)
        coroutine.close()
        return coroutine


class OwnCall(Outer):
    def __call__(self, request: HttpRequest) -> Any:
        note(self.name("call"))
        return super().__call__(request)


class OwnAsyncCall(Outer):
    async def __acall__(self, request: HttpRequest) -> Any:
        note(self.name("acall"))
        return await super().__acall__(request)


class WrapsInner(Outer):
    def __init__(self, get_response: Any) -> None:
        async def wrapped(request: HttpRequest) -> Any:
            note("wrapped")
            return await get_response(request)

        super().__init__(wrapped)


class SyncOnly(Outer):
    async_capable = False


def native(get_response: Any) -> Any:
    async def middleware(request: HttpRequest) -> Any:
        note("native in")
        response = await get_response(request)
        note("native out")
        return response

    return middleware


native.async_capable = True  # type: ignore[attr-defined]
native.sync_capable = False  # type: ignore[attr-defined]


@sync_and_async_middleware
def either(get_response: Any) -> Any:
    assert inspect.iscoroutinefunction(get_response)
    return native(get_response)


def function(get_response: Any) -> Any:
    def middleware(request: HttpRequest) -> Any:
        note("function in")
        response = get_response(request)
        note("function out")
        return response

    return middleware


CHAINS = {
    "none": [],
    "three": ["Outer", "Middle", "Inner"],
    "one": ["Outer"],
    "named": ["Named", "Outer", "Named"],
    "halves": ["OnlyRequest", "Inert", "OnlyResponse"],
    "native first": ["native", "Outer", "Middle"],
    "native between": ["Outer", "Middle", "native", "Inner"],
    "native last": ["Outer", "Middle", "native"],
    "either": ["Outer", "either", "Inner"],
    "function first": ["function", "Outer", "Middle"],
    "function between": ["Outer", "function", "Inner"],
    "function last": ["Outer", "Middle", "function"],
    "synchronous only": ["Outer", "SyncOnly", "Inner"],
    "own call": ["Outer", "OwnCall", "Inner"],
    "own async call": ["Outer", "OwnAsyncCall", "Inner"],
    "wrapped": ["Outer", "WrapsInner", "Inner"],
    "asynchronous hooks": ["Outer", "AsyncHooks", "Inner"],
    "asynchronous request": ["Outer", "AsyncRequest", "Inner"],
    "nothing returned": ["Outer", "AnsweringNothing", "Inner"],
    **{
        f"{what} in {phase}": ["Outer", f"{what}_{phase}", "Inner"]
        for what in ("Raising", "Denying", "Answering")
        for phase in PHASES
    },
}


# --- Views ---------------------------------------------------------------------------


def closing(response: HttpResponseBase) -> HttpResponseBase:
    private.closers(response).append(lambda: note("close"))
    return response


async def answer(request: HttpRequest) -> HttpResponseBase:
    note("view")
    return HttpResponse("answer")


async def close_view(request: HttpRequest) -> HttpResponseBase:
    note("view")
    return closing(HttpResponse("closing"))


def sync_view(request: HttpRequest) -> HttpResponseBase:
    note("view")
    return HttpResponse("sync")


async def fail(request: HttpRequest) -> HttpResponseBase:
    note("view")
    raise LookupError("async")


def sync_fail(request: HttpRequest) -> HttpResponseBase:
    note("view")
    raise LookupError("sync")


async def deny(request: HttpRequest) -> HttpResponseBase:
    note("view")
    raise PermissionDenied


async def missing(request: HttpRequest) -> HttpResponseBase:
    note("view")
    return HttpResponse("missing", status=404)


class Noting(TemplateResponse):
    @property
    def rendered_content(self) -> str:
        note("render")
        if self.context_data is None:
            raise LookupError("rendering")
        template = engines["django"].from_string("Hello, {{ name }}!")
        return template.render(self.context_data)


async def template(request: HttpRequest) -> HttpResponseBase:
    note("view")
    response = Noting(request, "", {"name": "Ada"})
    response.add_post_render_callback(lambda _: note("rendered"))
    return response


def sync_template(request: HttpRequest) -> HttpResponseBase:
    note("view")
    return closing(Noting(request, "", {"name": "Ada"}))


async def failing_template(request: HttpRequest) -> HttpResponseBase:
    note("view")
    return Noting(request, "")


class AsyncRendered(HttpResponse):
    async def render(self) -> HttpResponse:
        note("render")
        return self


async def async_rendered(request: HttpRequest) -> HttpResponseBase:
    return AsyncRendered("rendered")


class CoroutineRendered(HttpResponse):
    def render(self) -> Any:
        return coroutine(HttpRequest())


async def coroutine_rendered(request: HttpRequest) -> HttpResponseBase:
    return CoroutineRendered("rendered")


def stream(request: HttpRequest) -> HttpResponseBase:
    def parts() -> Iterator[str]:
        note("part")
        yield "part"

    return closing(StreamingHttpResponse(parts()))


async def async_stream(request: HttpRequest) -> HttpResponseBase:
    async def parts() -> AsyncIterator[str]:
        note("part")
        yield "part"

    return closing(StreamingHttpResponse(parts()))


async def nothing(request: HttpRequest) -> Any:
    note("view")


def coroutine(request: HttpRequest) -> Any:
    unawaited = deny(request)
    unawaited.close()
    return unawaited


class Disguised:
    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        raise AssertionError("Django refuses to call it.")


class OwnClose(HttpResponse):
    def close(self) -> None:
        note("own close")
        super().close()


async def own_close(request: HttpRequest) -> HttpResponseBase:
    return OwnClose("own close")


async def upload(request: HttpRequest) -> HttpResponseBase:
    file: Any = request.FILES["file"]
    file.close = lambda: note("file closed")
    return HttpResponse(file.read())


async def spawn(request: HttpRequest) -> HttpResponseBase:
    """Start a task, and do not wait for it."""
    task = asyncio.get_running_loop().create_task(answer(request))
    request.META["tasks"] = [task]
    return HttpResponse("spawned")


async def queries(request: HttpRequest) -> HttpResponseBase:
    return JsonResponse(
        await sync_to_async(lambda: len(connection.queries_log))(), safe=False
    )


async def remember(request: HttpRequest) -> HttpResponseBase:
    """Tell what is the request's own, having let the others go first."""
    name = request.headers["X-Name"]
    before = request.session.get("name")
    request.session["name"] = name
    messages.info(request, name)
    await asyncio.sleep(0)
    told = [str(message) for message in messages.get_messages(request)]
    user: Any = request._force_auth_user  # type: ignore[attr-defined]
    language = await sync_to_async(get_language)()
    return JsonResponse(
        [
            before,
            request.session["name"],
            told,
            user.username,
            language,
            get_language(),
        ],
        safe=False,
    )


urlpatterns = [
    path("answer/", answer),
    path("close/", close_view),
    path("sync/", sync_view),
    path("fail/", fail),
    path("sync-fail/", sync_fail),
    path("deny/", deny),
    path("missing/", missing),
    path("template/", template),
    path("sync-template/", sync_template),
    path("failing-template/", failing_template),
    path("async-rendered/", async_rendered),
    path("coroutine-rendered/", coroutine_rendered),
    path("stream/", stream),
    path("async-stream/", async_stream),
    path("nothing/", nothing),
    path("coroutine/", coroutine),
    path("disguised/", Disguised()),
    path("own-close/", own_close),
    path("upload/", upload),
    path("spawn/", spawn),
    path("queries/", queries),
    path("remember/", remember),
]
SEPARATE = {"upload/", "spawn/", "queries/", "remember/"}
URLS = [
    str(found.pattern) for found in urlpatterns if str(found.pattern) not in SEPARATE
]
URLS.append("nowhere/")


# --- The same events, in the same order, on the same kind of thread ------------------


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("chain", CHAINS)
async def test_what_runs_and_where_is_as_with_django(chain: str, url: str) -> None:
    middleware = [HERE + name for name in CHAINS[chain]]
    with override_settings(MIDDLEWARE=middleware), noted_log():
        await assert_alike(f"/{url}")
        with receivers():
            await assert_alike(f"/{url}")


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("enforced", [False, True])
async def test_the_default_middleware_answers_as_with_django(
    url: str, enforced: bool
) -> None:
    signed = "django.contrib.sessions.backends.signed_cookies"
    with (
        override_settings(MIDDLEWARE=DEFAULT, SESSION_ENGINE=signed),
        receivers(),
        noted_log(),
    ):
        await assert_alike(f"/{url}", enforce_csrf_checks=enforced)


@pytest.mark.parametrize("kind", [AsyncClient, AsyncAPIClient])
@pytest.mark.parametrize("url", ["answer/", "close/"])
async def test_a_response_is_closed(kind: type[AsyncClient], url: str) -> None:
    response: Any = await kind().get(f"/{url}")
    assert response.closed
    assert private.closers(response) == []
    assert response.asgi_request._stream.closed
    assert get_urlconf() is None


async def test_a_response_to_head_has_no_content() -> None:
    response = await AsyncAPIClient().head("/answer/")
    assert response.content == b""


async def test_a_handler_may_respond_in_its_own_way() -> None:
    class Own(ForceAuthAsyncClientHandler):
        async def _get_response_async(self, request: HttpRequest) -> Any:
            return HttpResponse("own")

    client = AsyncAPIClient()
    client.handler = Own()
    response = await client.get("/answer/")
    assert response.content == b"own"


@pytest.mark.parametrize("chain", ["none", "three", "function between"])
async def test_exceptions_are_passed_on_where_the_settings_say_so(chain: str) -> None:
    middleware = [HERE + name for name in CHAINS[chain]]
    with (
        override_settings(MIDDLEWARE=middleware, DEBUG_PROPAGATE_EXCEPTIONS=True),
        pytest.raises(LookupError, match="async"),
    ):
        await AsyncAPIClient(raise_request_exception=False).get("/fail/")


async def test_a_subclass_of_the_csrf_middleware_has_its_thread() -> None:
    with override_settings(MIDDLEWARE=[HERE + "NotingCsrf"]):
        await assert_alike("/answer/")


class NotingCsrf(CsrfViewMiddleware):
    def process_view(self, request: HttpRequest, *args: Any) -> Any:
        note("csrf")
        return super().process_view(request, *args)


class OwnCsrf(CsrfViewMiddleware):
    pass


async def test_uploaded_files_are_closed_where_django_closes_them() -> None:
    closed = []
    for kind in (AsyncClient, AsyncAPIClient):
        NOTES.clear()
        file = SimpleUploadedFile("name.txt", b"content")
        data: Any = {"file": file}
        if kind is AsyncClient:
            await kind().post("/upload/", data)
        else:
            await AsyncAPIClient().post("/upload/", data, format="multipart")
        closed.append([note[:2] for note in NOTES])
    assert closed == [[("file closed", "other")]] * 2


async def test_caches_that_close_are_closed() -> None:
    class Closing(type(caches["default"])):  # type: ignore[misc]  # of whatever class
        def close(self, **_kwargs: Any) -> None:
            note("cache closed")

    NOTES.clear()
    backend = {"default": {"BACKEND": HERE + "Closing"}}
    with (
        mock.patch.dict(globals(), Closing=Closing),
        override_settings(CACHES=backend),
    ):
        caches["default"].get("key")
        await AsyncAPIClient().get("/answer/")
        # They are closed once more when the settings change.
        closed = [note[:2] for note in NOTES]
    assert closed == [("view", "loop"), ("cache closed", "other")]


async def test_a_cache_that_can_not_be_made_is_not_missed() -> None:
    broken = {"default": {"BACKEND": "nowhere.Cache"}}
    with override_settings(CACHES=broken):
        response = await AsyncAPIClient().get("/answer/")
    assert response.content == b"answer"


async def test_a_task_that_a_view_starts_has_begun_when_the_response_is_there() -> None:
    NOTES.clear()
    with override_settings(MIDDLEWARE=[]):
        response = await AsyncAPIClient().get("/spawn/")
    assert [name for name, *_ in NOTES] == ["view"]
    # A test may not leave it behind.
    await asyncio.gather(*response.asgi_request.META["tasks"])


async def test_no_method_is_begun_after_a_cancellation() -> None:
    begun, finish = threading.Event(), threading.Event()

    def block(self: Outer, request: HttpRequest) -> None:
        begun.set()
        finish.wait(5)

    NOTES.clear()
    with (
        override_settings(MIDDLEWARE=[HERE + "Outer", HERE + "OnlyRequest"]),
        mock.patch.object(Outer, "process_request", block),
    ):
        task = asyncio.ensure_future(AsyncAPIClient().get("/answer/"))
        await asyncio.to_thread(begun.wait, 5)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        finish.set()
        await sync_to_async(lambda: None)()
    assert task.cancelled()
    assert NOTES == []


# --- Signals -------------------------------------------------------------------------


async def test_connections_stay_open_however_many_requests_there_are() -> None:
    seen: list[bool] = []

    def started(**_kwargs: Any) -> None:
        # It stays connected, for those that are not ours.
        known = private.live_receivers(request_started, None)
        seen.append(close_old_connections in known)

    def finished(**_kwargs: Any) -> None:
        known = private.live_receivers(request_finished, None)
        seen.append(close_old_connections not in known)

    request_started.connect(started)
    request_finished.connect(finished)
    client = AsyncAPIClient()
    await asyncio.gather(*(client.get("/answer/") for _ in range(50)))
    assert seen == [True] * 100
    for signal in (request_started, request_finished):
        assert close_old_connections in private.live_receivers(signal, None)


def test_the_last_response_to_be_closed_connects_the_receiver_again() -> None:
    def is_connected() -> bool:
        return close_old_connections in private.live_receivers(request_finished, None)

    with muted_finish():
        with muted_finish():
            assert not is_connected()
        assert not is_connected()
    assert is_connected()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", [AsyncClient, AsyncAPIClient])
async def test_logged_queries_are_forgotten_when_a_request_starts(
    kind: type[AsyncClient],
) -> None:
    def log() -> int:
        with mock.patch.object(connection, "force_debug_cursor", new=True):
            User.objects.exists()
        return len(connection.queries_log)

    assert await sync_to_async(log)() >= 1
    response = await kind().get("/queries/")
    assert response.json() == 0


# --- What it costs -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("middleware", "url", "hops"),
    [
        ([], "/answer/", 0),
        ([], "/sync/", 1),
        ([], "/template/", 1),
        ([], "/sync-template/", 2),  # what it closes takes one
        ([HERE + "Inert"], "/answer/", 0),
        (DEFAULT, "/answer/", 0),
        (DEFAULT, "/sync/", 1),
        (DEFAULT, "/template/", 1),
        ([*DEFAULT, HERE + "Outer"], "/answer/", 3),
        ([HERE + "Inert", *DEFAULT], "/answer/", 0),
    ],
)
async def test_the_number_of_hops(middleware: list[str], url: str, hops: int) -> None:
    # What an earlier test has logged would be forgotten in a thread, by one hop more.
    for of_any_thread in opened():
        of_any_thread.queries_log.clear()
    client = AsyncAPIClient()
    with (
        override_settings(MIDDLEWARE=middleware),
        mock.patch.object(
            SyncToAsync, "__call__", autospec=True, side_effect=SyncToAsync.__call__
        ) as call,
    ):
        await client.get(url)
    assert call.call_count == hops


async def test_the_middleware_is_loaded_once_for_a_client() -> None:
    client = AsyncAPIClient()
    with override_settings(MIDDLEWARE=[HERE + "Outer"]):
        await client.get("/answer/")
    NOTES.clear()
    await client.get("/answer/")
    await AsyncAPIClient().get("/answer/")
    assert [name for name, *_ in NOTES].count("Outer.request") == 1


# --- Many at a time ------------------------------------------------------------------


@pytest.mark.parametrize("function_based", [False, True])
async def test_requests_at_the_same_time_stay_apart(function_based: bool) -> None:
    languages = ["de", "fr", "en"]

    async def visit(number: int) -> None:
        client, name = AsyncAPIClient(), f"name{number}"
        client.force_authenticate(User(username=name))
        language = languages[number % 3]
        headers = {"X-Name": name, "Accept-Language": language}
        for before in (None, name):
            response = await client.get("/remember/", headers=headers)
            expected = [before, name, [name], name, language, language]
            assert response.json() == expected

    chain = [*DEFAULT]
    chain.insert(2, "django.middleware.locale.LocaleMiddleware")
    if function_based:
        chain.insert(4, HERE + "function")
    with override_settings(
        MIDDLEWARE=chain,
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    ):
        # In contexts of their own: before asgiref 3.9 tasks share what `Local` holds in
        # the context that they come from. All have to end, as asgiref waits for ever
        # for a synchronous middleware whose request is abandoned.
        tasks = [
            asyncio.create_task(visit(number), context=Context())
            for number in range(100)
        ]
        results = await asyncio.gather(*tasks, return_exceptions=True)
    assert results == [None] * 100


# --- What is Django's own ------------------------------------------------------------


def digest(function: Callable[..., Any]) -> str:
    """Return what a function's code adds up to, comments and docstring aside."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    (definition,) = tree.body
    assert isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef)
    if ast.get_docstring(definition) is not None:
        del definition.body[0]
    return hashlib.sha256(ast.unparse(tree).encode()).hexdigest()[:16]


DIGESTS = {
    "ASGIRequest.close": "507b6100d3ab73f0",
    "AsyncClientHandler.__call__": "85101bb693256185",
    "BaseHandler.adapt_method_mode": "e28526ddad265b3c",
    "BaseHandler.load_middleware": "b8b14208f6158b23",
    "BaseHandler._get_response_async": "e28b92c9a021222c",
    "CsrfViewMiddleware._accept": "3ca4ee2259097287",
    "CsrfViewMiddleware.process_view": "6c78e38e9a489014",
    "HttpRequest.close": "4ce6a63d0eebbcf7",
    "HttpResponseBase.close": "1d0ee8e9b28d9f9f",
    "MiddlewareMixin.__call__": "6981a01d2ab674cf",
    "MiddlewareMixin.__acall__": "682bb2a2be90fc96",
    "close_caches": "3a3dacf5a1a48a0f",
    "convert_exception_to_response": "2a3f8ba4f149578a",
    "reset_queries": "ac1a034b891429d6",
    "reset_urlconf": "7f3042fe05abd555",
}


@pytest.mark.parametrize("function", private.RESTATED, ids=lambda f: f.__qualname__)
def test_what_is_restated_is_as_it_was(function: Callable[..., Any]) -> None:
    """Compare the two, mend ours, then write the new number down."""
    assert digest(function) == DIGESTS[function.__qualname__]


def loaded(*middleware: str) -> AsyncClientHandler:
    handler = AsyncClientHandler()
    with override_settings(MIDDLEWARE=[HERE + name for name in middleware]):
        handler.load_middleware(is_async=True)
    return handler


async def test_a_handler_tells_whether_it_has_its_chain() -> None:
    assert not private.has_chain(AsyncClientHandler())
    assert private.has_chain(loaded())


async def test_a_handler_lists_the_methods_of_its_middleware() -> None:
    handler = loaded("Outer", "AsyncHooks", "Inert")
    assert len(private.view_middleware(handler)) == 2
    assert len(private.template_response_middleware(handler)) == 2


async def test_a_layer_tells_what_it_is_made_of() -> None:
    assert private.layer_content(convert_exception_to_response(answer)) is answer
    handler = AsyncAPIClient().handler
    innermost = private.layer_content(
        convert_exception_to_response(handler._get_response_async)  # type: ignore[attr-defined]
    )
    assert private.is_innermost(handler, innermost)
    assert not private.is_innermost(AsyncAPIClient().handler, innermost)


@pytest.mark.parametrize(
    ("kind", "get_response", "plain"),
    [
        (Outer, answer, True),
        (Outer, sync_view, False),
        (OwnCall, answer, False),
        (OwnAsyncCall, answer, False),
    ],
)
def test_a_plain_middleware_is_told_from_others(
    kind: type[Outer], get_response: Any, plain: bool
) -> None:
    assert private.is_plain_mixin(kind(get_response)) is plain


def test_csrf_checks_are_known_and_switched() -> None:
    middleware = CsrfViewMiddleware(lambda _: HttpResponse())
    assert private.is_csrf_check(middleware.process_view)
    for other in (NotingCsrf, OwnCsrf):
        own = other(lambda _: HttpResponse())
        assert not private.is_csrf_check(own.process_view)
    assert not private.is_csrf_check(answer)
    for enforce in (True, False):
        request = HttpRequest()
        request.method = "POST"
        private.enforce_csrf(request, enforce=enforce)
        assert private.enforces_csrf(request) is enforce
        refused = middleware.process_view(request, sync_view, (), {})
        assert (refused is not None) is enforce


def test_receivers_are_those_of_a_sender() -> None:
    signal = Signal()
    signal.connect(sync_view)
    signal.connect(answer)
    signal.connect(sync_fail, sender=Outer)
    assert private.live_receivers(signal, None) == [sync_view, answer]
    assert private.live_receivers(signal, Outer) == [sync_view, sync_fail, answer]


async def test_a_response_tells_what_closing_it_does() -> None:
    response: Any = await AsyncAPIClient().get("/async-stream/")
    note_close, request_close = private.closers(response)
    assert callable(note_close)
    assert request_close == response.asgi_request.close
    assert private.sender_at_close(response) is None
    heard: list[Any] = []

    def hear(sender: Any, **_kwargs: Any) -> None:
        heard.append(sender)

    request_finished.connect(hear)
    response._handler_class = Outer
    response.close()
    assert heard == [private.sender_at_close(response)] == [Outer]


async def test_a_request_tells_whether_files_came_with_it() -> None:
    file = SimpleUploadedFile("name.txt", b"content")
    client = AsyncAPIClient()
    response = await client.post("/upload/", {"file": file}, format="multipart")
    assert private.has_uploads(response.asgi_request)
    response = await client.get("/answer/")
    assert not private.has_uploads(response.asgi_request)
