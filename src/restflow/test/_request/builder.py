"""What the client and the request factory share: building a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from http.cookies import SimpleCookie
from json import JSONEncoder
from typing import Any, ClassVar

from django.test.client import FakePayload
from django.utils.encoding import force_bytes
from rest_framework.renderers import BaseRenderer

from restflow._traps import TWO_CONTENT_TYPES, TWO_QUERIES
from restflow.test._request.encoding import encode_body
from restflow.test._request.errors import RequestArgumentError, RequestAssertionError
from restflow.test._request.scope import (
    Environ,
    build_scope,
    complete_scope,
    cookie_header,
    normalise,
)

Headers = Mapping[str, str]
Query = Mapping[str, Any] | Iterable[tuple[str, Any]]


class RequestBuilder:
    """A mixin for Django's `AsyncRequestFactory` and `AsyncClient`."""

    default_format: ClassVar[str | None] = None
    renderer_classes_list: ClassVar[Sequence[type[BaseRenderer]] | None] = None

    defaults: Any
    json_encoder: type[JSONEncoder]
    cookies: SimpleCookie

    def _stored(self) -> Environ:
        """Return the headers and variables that every request begins with."""
        return normalise(None, self.defaults)

    def _base_scope(self, **request: Any) -> dict[str, Any]:
        # Django calls this to fill in what a scope lacks.
        return complete_scope(request, lambda _scope: cookie_header(self.cookies))

    def _with_body(
        self,
        method: str,
        path: str,
        data: Any,
        format: str | None,
        content_type: str | None,
        secure: bool,
        headers: Headers | None,
        query_params: Query | None,
        extra: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Return the scope of a request whose `data` is its body."""
        environ = normalise(headers, extra)
        # A Content-Type among the headers says the same as the argument.
        content_type = _same_type(content_type, environ.pop("content-type", None))
        body, media_type = encode_body(
            data,
            format,
            content_type,
            self.json_encoder,
            default_format=self.default_format,
            renderer_classes=self.renderer_classes_list,
        )
        if media_type is not None:
            environ["content-type"] = media_type
        return build_scope(
            method,
            path,
            {**self._stored(), **environ},
            body=body,
            secure=secure,
            query_params=query_params,
        )

    def _without_body(
        self,
        method: str,
        path: str,
        data: Query | None,
        secure: bool,
        headers: Headers | None,
        query_params: Query | None,
        extra: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Return the scope of a request whose `data` is its query."""
        if data and query_params:
            raise RequestArgumentError(
                TWO_QUERIES,
                # Django's sentence.
                "query_params and data arguments are mutually exclusive. (Both are the "
                "query of this request.)",
                "Pass one of them.",
            )
        environ = {**self._stored(), **normalise(headers, extra)}
        return build_scope(
            method, path, environ, secure=secure, query_params=data or query_params
        )


def open_body(scope: dict[str, Any]) -> dict[str, Any]:
    """Return `scope` with its body as the file that Django reads it from.

    A file is read once; a redirect may send the same body again, from the same bytes.
    """
    opened = {name: value for name, value in scope.items() if name != "body"}
    if scope["body"]:
        opened["_body_file"] = FakePayload(scope["body"])
    return opened


def raw_body(data: Any, content_type: str | None) -> tuple[Any, str | None]:
    """Return what `generic` was given, with text and bytes typed as Django does."""
    if isinstance(data, (str, bytes)):
        body = force_bytes(data)
        return body or None, content_type or (
            "application/octet-stream" if body else None
        )
    return data, content_type


def _same_type(argument: str | None, header: str | None) -> str | None:
    if argument is not None and header is not None and argument != header:
        raise RequestAssertionError(
            TWO_CONTENT_TYPES,
            f"The request has two content types: content_type={argument!r} and a "
            f"Content-Type header of {header!r}.",
            "Pass one of them.",
        )
    return header if argument is None else argument
