"""The views that the library's tests talk to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import IO, Any

from django.contrib.auth import alogin
from django.contrib.auth.models import User
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template import Context, Template
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.parsers import BaseParser, FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

View = Callable[..., Any]
Serve = Callable[[View], None]

VARIABLES = (
    "QUERY_STRING",
    "REMOTE_ADDR",
    "REQUEST_METHOD",
    "SCRIPT_NAME",
    "SERVER_NAME",
    "SERVER_PORT",
)


class AnyParser(BaseParser):
    """Takes the body of any other content type as it is."""

    media_type = "*/*"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002  (the framework passes it)
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002  (the framework passes it)
    ) -> Any:
        return stream.read().decode("latin-1")


class MirrorView(APIView):
    """Answers with what arrived; synchronous, so that every client may ask it."""

    authentication_classes = ()
    permission_classes = ()
    parser_classes = (JSONParser, FormParser, MultiPartParser, AnyParser)
    http_method_names = [*APIView.http_method_names, "propfind"]  # noqa: RUF012  (as the base has it)

    def answer(self, request: Request, rest: str = "") -> Response:
        data, files = request.data, request.FILES
        return Response(
            {
                "method": request.method,
                "path": request.path,
                "rest": rest,
                "scheme": request.scheme,
                "host": request.get_host(),
                "query": dict(request.GET.lists()),
                "headers": {
                    name.lower(): value for name, value in request.headers.items()
                },
                "cookies": request.COOKIES,
                "variables": {name: request.META.get(name) for name in VARIABLES},
                "content_type": request.content_type,
                "data": {
                    name: values for name, values in data.lists() if name not in files
                }
                if hasattr(data, "lists")
                else data,
                "files": {
                    name: [
                        [file.name, file.content_type, file.read().decode("latin-1")]
                        for file in found
                    ]
                    for name, found in files.lists()
                },
            }
        )

    get = post = put = patch = delete = options = trace = propfind = answer


class WhoView(APIView):
    """Tells who is asking."""

    permission_classes = ()

    def get(self, request: Request) -> Response:
        # A token may be forced without a user.
        user = request.user.get_username() or None if request.user else None
        return Response({"user": user, "token": request.auth})

    post = get


class SessionView(APIView):
    """Lets in only those whose session says who they are."""

    authentication_classes = (SessionAuthentication,)
    permission_classes = (IsAuthenticated,)

    def post(self, request: Request) -> Response:
        return Response({"user": request.user.get_username()})


class FlagSerializer(serializers.Serializer[Any]):
    flag = serializers.BooleanField(default=True)


class FlagView(APIView):
    """Answers with what its serializer made of the data."""

    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Request) -> Response:
        serializer = FlagSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return Response(serializer.validated_data)


@csrf_exempt
async def redirect(request: HttpRequest) -> HttpResponse:
    """Redirect to wherever the query says."""
    status = int(request.GET.get("status", "302"))
    response = HttpResponse(status=status)
    if "to" in request.GET:
        response["Location"] = request.GET["to"]
    if "cookie" in request.GET:
        response.set_cookie("seen", request.GET["cookie"])
    return response


async def relative(request: HttpRequest) -> HttpResponse:
    """Redirect to a sibling of whatever path this is."""
    assert request.path.endswith("/here")
    return HttpResponseRedirect("there")


async def countdown(request: HttpRequest, left: int) -> HttpResponse:  # noqa: ARG001  (Django passes it)
    """Redirect as many times as the path says."""
    if not left:
        return HttpResponse("landed")
    return HttpResponseRedirect(f"/countdown/{left - 1}/")


async def loop(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
    """Redirect to itself."""
    return HttpResponseRedirect("/loop/")


async def fail(request: HttpRequest) -> HttpResponse:
    """Raise what the query says."""
    raise LookupError(request.GET.get("text", "nothing here"))


async def gate(request: HttpRequest) -> HttpResponse:
    """Answer once the test opens the gate that it put into the scope."""
    scope: dict[str, Any] = request.scope  # type: ignore[attr-defined]
    scope["arrived"].set()
    await scope["gate"].wait()
    return HttpResponse("passed")


@csrf_exempt
async def page(request: HttpRequest) -> HttpResponse:
    """Render a template for each name."""
    template = Template("Hello, {{ name }}!", name="hello.txt")
    names = request.GET.getlist("name")
    return HttpResponse(
        "".join(template.render(Context({"name": name})) for name in names)
    )


async def guarded(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
    """Be a plain Django view, which the CSRF middleware guards."""
    return HttpResponse("passed")


async def sign_in(request: HttpRequest) -> HttpResponse:
    """Start a session, and redirect to the page that tells whose it is."""
    await alogin(request, await User.objects.aget())
    return HttpResponseRedirect("/who/")


def stream(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001  (Django passes it)
    def chunks() -> Iterator[str]:
        yield "one,"
        yield "two"

    return StreamingHttpResponse(chunks())


async def astream(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001  (Django passes it)
    async def chunks() -> AsyncIterator[str]:
        yield "one,"
        yield "two"

    return StreamingHttpResponse(chunks())


def streaming(content: AsyncIterator[bytes]) -> View:
    """Return a view that streams this, once."""

    async def view(request: HttpRequest, rest: str = "") -> StreamingHttpResponse:  # noqa: ARG001  (Django passes them)
        return StreamingHttpResponse(content)

    return view


def streamed(*chunks: str) -> View:
    """Return a view that streams these."""

    async def content() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk.encode()

    return streaming(content())


def failing(*chunks: bytes) -> View:
    """Return a view whose stream fails after these chunks."""

    async def content() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk
        raise LookupError("in the stream")

    return streaming(content())


async def users(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
    names = [user.username async for user in User.objects.order_by("pk")]
    return HttpResponse(",".join(names))


def status(request: HttpRequest, code: int) -> HttpResponse:  # noqa: ARG001  (Django passes it)
    return HttpResponse(b"\x00\xff", status=code, content_type="image/png")


urlpatterns = [
    path("who/", WhoView.as_view()),
    path("session/", SessionView.as_view()),
    path("flag/", FlagView.as_view()),
    path("redirect/", redirect),
    path("countdown/<int:left>/", countdown),
    path("loop/", loop),
    path("fail/", fail),
    path("gate/", gate),
    path("page/", page),
    path("guarded/", guarded),
    path("sign-in/", sign_in),
    path("stream/", stream),
    path("astream/", astream),
    path("users/", users),
    path("status/<int:code>/", status),
    re_path(r"^.*/here$", relative),
    re_path(r"^(?P<rest>.*)$", MirrorView.as_view()),
]
