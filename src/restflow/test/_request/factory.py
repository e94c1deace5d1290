"""Requests for views that are called directly."""

from __future__ import annotations

from collections.abc import Mapping
from json import JSONEncoder
from typing import Any

from django.core.handlers import asgi
from django.core.serializers.json import DjangoJSONEncoder

from restflow._traps import UNKNOWN_KEYWORD
from restflow.test._request.bare import ASGIRequest
from restflow.test._request.builder import Headers, Query, open_body, raw_body
from restflow.test._request.errors import RequestArgumentError
from restflow.test._request.factory_bodies import RequestsWithBody
from restflow.test._request.scope import normalise


def _refuse_query(secure: object) -> None:
    kind = type(secure).__name__
    if isinstance(secure, (Mapping, str, bytes, list, tuple)):
        raise RequestArgumentError(
            UNKNOWN_KEYWORD,
            f"The second argument of `trace` is `secure`, and can't be a {kind}.",
            "Write `data=…`, as Django's `trace` takes `secure` there.",
        )


class AsyncAPIRequestFactory(RequestsWithBody):
    """Makes requests for calling an asynchronous view directly.

    It is Django's `AsyncRequestFactory` with Django REST framework's encoding: data
    goes out as JSON unless told otherwise. No middleware runs, no URL is resolved and
    no user is looked up, so a request has only what the test gives it.

    Args:
        enforce_csrf_checks: Let session-authenticated views of Django REST framework
            check the CSRF token, as they do in production.
        json_encoder: The encoder for a dict that is sent with a JSON `content_type`.
        headers: Headers of every request.
        query_params: Query arguments of every request.
        **defaults: Headers and variables of every request, in WSGI's spelling, such as
            `HTTP_HOST='api.example.com'`.

    Attributes:
        default_format: For subclasses: the format for calls that name none, instead of
            TEST_REQUEST_DEFAULT_FORMAT.
        renderer_classes_list: For subclasses: the renderer classes, instead of
            TEST_REQUEST_RENDERER_CLASSES.

    Since:
        0.1.0. The asynchronous counterpart of `rest_framework.test.APIRequestFactory`.
    """

    def __init__(
        self,
        enforce_csrf_checks: bool = False,
        *,
        json_encoder: type[JSONEncoder] = DjangoJSONEncoder,
        headers: Headers | None = None,
        query_params: Mapping[str, Any] | None = None,
        **defaults: Any,
    ) -> None:
        # Refuses a keyword that means nothing where it is written.
        normalise(None, defaults)
        self.enforce_csrf_checks = enforce_csrf_checks
        super().__init__(
            json_encoder=json_encoder,
            headers=headers,
            query_params=query_params,
            **defaults,
        )

    def request(self, **request: Any) -> asgi.ASGIRequest:
        """Return a request for an ASGI scope, and fill in what is missing in it.

        Args:
            **request: Entries of the ASGI scope.
        """
        made: asgi.ASGIRequest = super().request(**request)
        if type(made) is asgi.ASGIRequest:
            made.__class__ = ASGIRequest
        # Django REST framework's session authentication asks this of the request.
        setattr(made, "_dont_enforce_csrf_checks", not self.enforce_csrf_checks)  # noqa: B010
        return made

    def get(  # type: ignore[override]
        self,
        path: str,
        data: Query | None = None,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> asgi.ASGIRequest:
        """Return a GET request.

        Args:
            path: The path, or an absolute URL whose scheme and host the request gets.
            data: The query: a mapping whose values may be lists, or pairs.
            secure: Use HTTPS.
            headers: Headers by their HTTP names. One replaces the stored header of its
                name.
            query_params: Query arguments, added to those in `path`.
            **extra: Headers and variables in WSGI's spelling, such as
                `HTTP_ACCEPT='text/csv'` or `REMOTE_ADDR='10.0.0.1'`.

        Returns:
            A request to call a view with.

        Raises:
            RequestArgumentError: `data` and `query_params` are both given, a keyword is
                unknown, or a header is None, a mapping or a list.
            TypeError: The query is neither a mapping nor pairs, or has None in it.

        Since:
            0.1.0. As `rest_framework.test.APIRequestFactory.get`.
        """
        scope = self._without_body(
            "GET", path, data, secure, headers, query_params, extra
        )
        return self.request(**open_body(scope))

    def head(  # type: ignore[override]
        self,
        path: str,
        data: Query | None = None,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> asgi.ASGIRequest:
        """Return a HEAD request. The arguments are those of `get`."""
        scope = self._without_body(
            "HEAD", path, data, secure, headers, query_params, extra
        )
        return self.request(**open_body(scope))

    def trace(  # type: ignore[override]
        self,
        path: str,
        secure: bool = False,
        *,
        data: Query | None = None,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> asgi.ASGIRequest:
        """Return a TRACE request. It has no body.

        Args:
            path: As for `get`.
            secure: As for `get`; as in Django's `trace`, it comes before the data.
            data: As for `get`.
            headers: As for `get`.
            query_params: As for `get`.
            **extra: As for `get`.

        Raises:
            RequestArgumentError: As for `get`, or the second argument is a query.
        """
        _refuse_query(secure)
        scope = self._without_body(
            "TRACE", path, data, secure, headers, query_params, extra
        )
        return self.request(**open_body(scope))

    def generic(  # type: ignore[override]
        self,
        method: str,
        path: str,
        data: Any = "",
        content_type: str | None = None,
        secure: bool = False,
        *,
        format: str | None = None,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> asgi.ASGIRequest:
        """Return a request with any method.

        Args:
            method: The HTTP method, sent as given.
            path: As for `post`.
            data: Text and bytes are sent as they are, as by Django's `generic`; other
                data is encoded as by `post`.
            content_type: As for `post`. The default for text and bytes is
                'application/octet-stream'.
            secure: As for `post`.
            format: As for `post`.
            headers: As for `post`.
            query_params: As for `post`.
            **extra: As for `post`.
        """
        if format is None:
            data, content_type = raw_body(data, content_type)
        scope = self._with_body(
            method,
            path,
            data,
            format,
            content_type,
            secure,
            headers,
            query_params,
            extra,
        )
        return self.request(**open_body(scope))
