"""The client's methods that send a body, one for each HTTP method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from restflow.test._client.identity import Identity
from restflow.test._client.pending import awaited
from restflow.test._request.builder import Headers, Query

if TYPE_CHECKING:
    from restflow.test._client.response import ClientResponse


class VerbsWithBody(Identity):
    """A base of `AsyncAPIClient`, which does the sending."""

    async def _send(self, scope: dict[str, Any], *, follow: bool) -> ClientResponse:
        raise NotImplementedError

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
            data: The body: whatever the renderer of `format` takes, or bytes or text
                with `content_type`.
            format: The name of a renderer in TEST_REQUEST_RENDERER_CLASSES, such as
                'json' or 'multipart'. The default is TEST_REQUEST_DEFAULT_FORMAT, or
                'json' if the project does not set that.
            content_type: The Content-Type of a body that is encoded already. A dict or
                list is encoded if this is a JSON type. Not with `format`.
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
