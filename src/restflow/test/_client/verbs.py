"""The client's methods, one for each HTTP method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from restflow.test._client.bodies import VerbsWithBody
from restflow.test._client.pending import awaited
from restflow.test._request.builder import Headers, Query, raw_body

if TYPE_CHECKING:
    from restflow.test._client.response import ClientResponse


class Verbs(VerbsWithBody):
    """The base of `AsyncAPIClient`, which does the sending."""

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
            headers: Headers by their HTTP names. One replaces the stored header of its
                name.
            query_params: Query arguments, added to those in `path`.
            **extra: Headers and variables in WSGI's spelling, such as
                `HTTP_ACCEPT='text/csv'` or `REMOTE_ADDR='10.0.0.1'`.

        Returns:
            The response.

        Raises:
            RequestArgumentError: `data` and `query_params` are both given, a keyword is
                unknown, or a header is None, a mapping or a list.
            TypeError: The query is neither a mapping nor pairs, or has None in it.
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
            content_type: As for `post`. The default for text and bytes is
                'application/octet-stream'.
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
