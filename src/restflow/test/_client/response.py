"""What a request returns: its type, its `json()` and its `data`."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBase
from django.test.client import JSON_CONTENT_TYPE_RE
from rest_framework.parsers import MultiPartParser
from rest_framework.settings import api_settings

from restflow.test._exchanges.text import body_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.core.handlers.asgi import ASGIRequest
    from django.template import Template
    from django.test.utils import ContextList
    from django.urls import ResolverMatch
    from rest_framework.response import Response

    from restflow.test._client.identity import Identity
    from restflow.test._database.queries import Query

    class ClientResponse(Response):
        """The view's own response, with what the client learned about it.

        A response is an object of whatever class the view returned; the client adds
        the attributes below, as Django's test client does. At run time this name is
        `django.http.HttpResponseBase`, the base of them all: import it for annotations.

        Attributes:
            status_code: The HTTP status.
            data: The payload. For a response of Django REST framework, what the view
                passed to it, before rendering. For any other one, the parsed body,
                if it does not stream, and
                if its type is JSON or has a parser in DEFAULT_PARSER_CLASSES, or None
                if the body is empty. Without a payload there is no `data`.
            content: The rendered body, in bytes.
            streaming_content: The body of a streaming response, which has no `content`:
                an iterator over chunks, for `async for`. If the view streams
                synchronously, `for` works, too.
            headers: The headers, by case-insensitive name.
            client: The client that made the request.
            request: The request's ASGI scope.
            asgi_request: The request object that the view received.
            context: The context of the rendered templates, or None.
            templates: The templates that were rendered.
            queries: The database queries of the request, each with the line of the
                project's code that caused it. Queries of a stream are added while you
                read it. Those of threads that the view starts without its context,
                such as a `threading.Thread`, are not among them.
            resolver_match: The URL pattern that the path matched.
            redirect_chain: The URL and status of each redirect that was followed. Only
                requests with `follow=True` have it.
            exc_info: Type, exception and traceback of what the view raised, as from
                `sys.exc_info()`, if the client does not raise it
                (`raise_request_exception=False`), or else None.
        """

        content: bytes
        streaming_content: Any
        client: Identity
        request: Mapping[str, Any]
        asgi_request: ASGIRequest
        context: ContextList | Mapping[str, Any]
        templates: list[Template]
        queries: list[Query]
        resolver_match: ResolverMatch
        redirect_chain: list[tuple[str, int]]
        exc_info: Any

        def json(self, **options: Any) -> Any:
            """Return the body, parsed as JSON.

            Args:
                **options: Arguments for `json.loads`.

            Raises:
                ValueError: The Content-Type is not JSON, or the body isn't.
            """

else:
    ClientResponse = HttpResponseBase


# Django's, which is compiled when it is needed: that is asked at each use.
_JSON = re.compile(JSON_CONTENT_TYPE_RE.pattern)


def add_payload(response: Any) -> None:
    """Give a response its payload as `data`, if it has one and no `data` of its own."""
    if _has_data(response) or response.streaming:
        return
    content_type = response.headers.get("Content-Type", "")
    # A body that isn't what its type says has no payload; `json()` says what it is.
    with suppress(Exception):
        parse = parser_for(content_type, response)
        if parse is not None:
            response.data = parse() if response.content else None


def _has_data(response: Any) -> bool:
    # Not by `hasattr`, which would run a property of the project's own.
    for place in (response, *type(response).__mro__):
        if "data" in place.__dict__:
            return True
    return False


def parser_for(content_type: str, response: Any) -> Callable[[], Any] | None:
    if _JSON.match(content_type):
        body: Any = response.json
        # That of a synchronous client is Django's.
        parse: Callable[[], Any] = body.parsed if isinstance(body, JSONBody) else body
        return parse
    media_type = content_type.partition(";")[0].strip().lower()
    # The stubs take them for the paths that settings name.
    parsers: Any = api_settings.DEFAULT_PARSER_CLASSES
    for parser in parsers:
        # Not one that takes anything, such as FileUploadParser, and none for forms with
        # files, which needs the request that sends them.
        if parser.media_type == media_type != MultiPartParser.media_type:
            return lambda: parser().parse(
                BytesIO(response.content),
                media_type=content_type,
                parser_context={"encoding": response.charset},
            )
    return None


class SentScope(dict[str, Any]):
    """The ASGI scope of a request.

    Django's `assertRedirects` looks for a key of WSGI's in it, to complete a path that
    is relative.
    """

    def __missing__(self, key: str) -> Any:
        if key == "PATH_INFO":
            return self["path"]
        raise KeyError(key)


class JSONBody:
    """What `response.json` is: the body, parsed once."""

    def __init__(self, response: Any) -> None:
        self._response = response
        self._parsed: Any = None
        self._is_parsed = False

    def __call__(self, **options: Any) -> Any:
        content_type = self._response.headers.get("Content-Type", "")
        if not _JSON.match(content_type):
            raise self._refusal(content_type)
        return json.loads(self._text(), **options) if options else self.parsed()

    def parsed(self) -> Any:
        """Return the body, which is known to be JSON."""
        if not self._is_parsed:
            self._parsed = json.loads(self._text())
            self._is_parsed = True
        return self._parsed

    def _text(self) -> str:
        response = self._response
        if response.streaming and response.is_async:
            raise ValueError(
                "The response is a stream: read `streaming_content` with `async for`, "
                "and parse what you have read."
            )
        streaming = response.streaming
        body = b"".join(response.streaming_content) if streaming else response.content
        return str(body, response.charset)

    def _refusal(self, content_type: str) -> ValueError:
        response = self._response
        if response.streaming:
            told = "a stream."
        elif response.content:
            told = f"and begins {body_text(response.content, 80)!r}."
        else:
            told = "without a body."
        return ValueError(
            # The first half is what Django says.
            f'Content-Type header is "{content_type}", not "application/json": the '
            f"answer is {response.status_code} {response.reason_phrase}, {told}"
        )
