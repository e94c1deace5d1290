"""The client's methods, one for each HTTP method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from restflow.test._builder import Headers, Query, raw_body
from restflow.test._identity import Identity
from restflow.test._pending import awaited

if TYPE_CHECKING:
    from restflow.test._response import ClientResponse


class Verbs(Identity):
    """The base of `AsyncAPIClient`, which does the sending."""

    async def _send(self, scope: dict[str, Any], *, follow: bool) -> ClientResponse:
        raise NotImplementedError

    @awaited
    async def get(  # type: ignore[override]
        self,
        path: str,
        data: Query | None = None,
        follow: bool = False,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ClientResponse:
        """Send a GET request.

        Args:
            path: The path, or an absolute URL whose scheme and host the request gets.
            data: The query: a mapping whose values may be lists, or pairs.
            follow: Follow redirects, and return the last response.
            secure: Use HTTPS.
            headers: Headers by their HTTP names. They replace stored ones.
            query_params: Query arguments, added to those in `path`.
            **extra: Headers and variables in WSGI's spelling, such as
                `HTTP_ACCEPT='text/csv'` or `REMOTE_ADDR='10.0.0.1'`.

        Returns:
            The response.

        Raises:
            RequestArgumentError: `data` and `query_params` are both given, or a keyword
                is unknown.
            RedirectCycleError: The redirects that were followed form a loop, or are
                more than 20.
            Exception: Whatever the view raised, unless `raise_request_exception` is
                False.

        Since:
            0.1.0. As `rest_framework.test.APIClient.get`.
        """
        __tracebackhide__ = True
        scope = self._without_body(
            "GET", path, data, secure, headers, query_params, extra
        )
        return await self._send(scope, follow=follow)

    @awaited
    async def head(  # type: ignore[override]
        self,
        path: str,
        data: Query | None = None,
        follow: bool = False,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ClientResponse:
        """Send a HEAD request. The arguments are those of `get`."""
        __tracebackhide__ = True
        scope = self._without_body(
            "HEAD", path, data, secure, headers, query_params, extra
        )
        return await self._send(scope, follow=follow)

    @awaited
    async def trace(  # type: ignore[override]
        self,
        path: str,
        data: Query | None = None,
        follow: bool = False,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ClientResponse:
        """Send a TRACE request. It has no body: the arguments are those of `get`."""
        __tracebackhide__ = True
        scope = self._without_body(
            "TRACE", path, data, secure, headers, query_params, extra
        )
        return await self._send(scope, follow=follow)

    @awaited
    async def post(  # type: ignore[override]
        self,
        path: str,
        data: Any = None,
        format: str | None = None,
        content_type: str | None = None,
        follow: bool = False,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ClientResponse:
        """Send a POST request.

        Args:
            path: The path, or an absolute URL whose scheme and host the request gets.
            data: The body: whatever the renderer of `format` takes, or with
                `content_type` bytes or text.
            format: The name of a renderer in TEST_REQUEST_RENDERER_CLASSES, such as
                'json' or 'multipart'. Unless given, TEST_REQUEST_DEFAULT_FORMAT,
                and 'json' where the project does not set that.
            content_type: The Content-Type of a body that is encoded already. A dict or
                list is encoded if this is a JSON type. Not with `format`.
            follow: Follow redirects, and return the last response.
            secure: Use HTTPS.
            headers: Headers by their HTTP names. They replace stored ones.
            query_params: Query arguments, added to those in `path`.
            **extra: Headers and variables in WSGI's spelling, such as
                `HTTP_ACCEPT='text/csv'` or `REMOTE_ADDR='10.0.0.1'`.

        Returns:
            The response.

        Raises:
            RequestArgumentError: `format` and a content type are both given, the data
                can't be sent as that type, or a keyword is unknown.
            RedirectCycleError: The redirects that were followed form a loop, or are
                more than 20.
            Exception: Whatever the view raised, unless `raise_request_exception` is
                False.

        Since:
            0.1.0. As `rest_framework.test.APIClient.post`.
        """
        __tracebackhide__ = True
        scope = self._with_body(
            "POST",
            path,
            data,
            format,
            content_type,
            secure,
            headers,
            query_params,
            extra,
        )
        return await self._send(scope, follow=follow)

    @awaited
    async def put(  # type: ignore[override]
        self,
        path: str,
        data: Any = None,
        format: str | None = None,
        content_type: str | None = None,
        follow: bool = False,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ClientResponse:
        """Send a PUT request. The arguments are those of `post`."""
        __tracebackhide__ = True
        scope = self._with_body(
            "PUT",
            path,
            data,
            format,
            content_type,
            secure,
            headers,
            query_params,
            extra,
        )
        return await self._send(scope, follow=follow)

    @awaited
    async def patch(  # type: ignore[override]
        self,
        path: str,
        data: Any = None,
        format: str | None = None,
        content_type: str | None = None,
        follow: bool = False,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ClientResponse:
        """Send a PATCH request. The arguments are those of `post`."""
        __tracebackhide__ = True
        scope = self._with_body(
            "PATCH",
            path,
            data,
            format,
            content_type,
            secure,
            headers,
            query_params,
            extra,
        )
        return await self._send(scope, follow=follow)

    @awaited
    async def delete(  # type: ignore[override]
        self,
        path: str,
        data: Any = None,
        format: str | None = None,
        content_type: str | None = None,
        follow: bool = False,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ClientResponse:
        """Send a DELETE request. The arguments are those of `post`."""
        __tracebackhide__ = True
        scope = self._with_body(
            "DELETE",
            path,
            data,
            format,
            content_type,
            secure,
            headers,
            query_params,
            extra,
        )
        return await self._send(scope, follow=follow)

    @awaited
    async def options(  # type: ignore[override]
        self,
        path: str,
        data: Any = None,
        format: str | None = None,
        content_type: str | None = None,
        follow: bool = False,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ClientResponse:
        """Send an OPTIONS request. The arguments are those of `post`."""
        __tracebackhide__ = True
        scope = self._with_body(
            "OPTIONS",
            path,
            data,
            format,
            content_type,
            secure,
            headers,
            query_params,
            extra,
        )
        return await self._send(scope, follow=follow)

    @awaited
    async def generic(  # type: ignore[override]
        self,
        method: str,
        path: str,
        data: Any = "",
        content_type: str | None = None,
        secure: bool = False,
        *,
        format: str | None = None,
        follow: bool = False,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ClientResponse:
        """Send a request with any method.

        Args:
            method: The HTTP method, sent as given.
            path: As for `post`.
            data: Text and bytes are sent as they are, as by Django's `generic`; other
                data is encoded as by `post`.
            content_type: As for `post`; 'application/octet-stream' for text and bytes,
                unless given.
            secure: As for `post`.
            format: As for `post`.
            follow: As for `post`.
            headers: As for `post`.
            query_params: As for `post`.
            **extra: As for `post`.
        """
        __tracebackhide__ = True
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
        return await self._send(scope, follow=follow)
