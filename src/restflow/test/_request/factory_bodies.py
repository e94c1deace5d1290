"""Requests of the factory that have a body, one for each HTTP method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import AsyncRequestFactory

from restflow.test._request.builder import Headers, Query, RequestBuilder, open_body

if TYPE_CHECKING:
    from django.core.handlers.asgi import ASGIRequest


class RequestsWithBody(RequestBuilder, AsyncRequestFactory):
    """A base of `AsyncAPIRequestFactory`."""

    def post(  # type: ignore[override]
        self,
        path: str,
        data: Any = None,
        format: str | None = None,
        content_type: str | None = None,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ASGIRequest:
        """Return a POST request.

        Args:
            path: The path, or an absolute URL whose scheme and host the request gets.
            data: The body: whatever the renderer of `format` takes, or bytes or text
                with `content_type`.
            format: The name of a renderer in TEST_REQUEST_RENDERER_CLASSES, such as
                'json' or 'multipart'. The default is TEST_REQUEST_DEFAULT_FORMAT, or
                'json' if the project does not set that.
            content_type: The Content-Type of a body that is encoded already. A dict or
                list is encoded if this is a JSON type. Not with `format`.
            secure: Use HTTPS.
            headers: Headers by their HTTP names. One replaces the stored header of its
                name.
            query_params: Query arguments, added to those in `path`.
            **extra: Headers and variables in WSGI's spelling, such as
                `HTTP_ACCEPT='text/csv'` or `REMOTE_ADDR='10.0.0.1'`.

        Returns:
            A request to call a view with.

        Raises:
            RequestArgumentError: `format` and a content type are both given, the data
                can't be sent as that type, or a keyword is unknown.

        Since:
            0.1.0. As `rest_framework.test.APIRequestFactory.post`.
        """
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
        return self.request(**open_body(scope))

    def put(  # type: ignore[override]
        self,
        path: str,
        data: Any = None,
        format: str | None = None,
        content_type: str | None = None,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ASGIRequest:
        """Return a PUT request. The arguments are those of `post`."""
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
        return self.request(**open_body(scope))

    def patch(  # type: ignore[override]
        self,
        path: str,
        data: Any = None,
        format: str | None = None,
        content_type: str | None = None,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ASGIRequest:
        """Return a PATCH request. The arguments are those of `post`."""
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
        return self.request(**open_body(scope))

    def delete(  # type: ignore[override]
        self,
        path: str,
        data: Any = None,
        format: str | None = None,
        content_type: str | None = None,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ASGIRequest:
        """Return a DELETE request. The arguments are those of `post`."""
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
        return self.request(**open_body(scope))

    def options(  # type: ignore[override]
        self,
        path: str,
        data: Any = None,
        format: str | None = None,
        content_type: str | None = None,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> ASGIRequest:
        """Return an OPTIONS request. The arguments are those of `post`."""
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
        return self.request(**open_body(scope))
