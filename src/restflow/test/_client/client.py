"""The client: how it sends a request, and what it adds to the response."""

# Its handler is a subclass of the one that Django's client has.
# pyright: reportIncompatibleVariableOverride=false

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Mapping
from json import JSONEncoder
from typing import TYPE_CHECKING, Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.urls import resolve
from django.utils.functional import SimpleLazyObject

from restflow.test._client.pending import awaited, entered
from restflow.test._client.redirects import (
    ELSEWHERE,
    is_redirect,
    next_scope,
    refuse_endless,
)
from restflow.test._client.response import JSONBody, SentScope, add_payload
from restflow.test._client.stream import StreamedResponse, streaming
from restflow.test._client.verbs import Verbs
from restflow.test._exchanges.recording import recorded
from restflow.test._handler.apart import RequestContext
from restflow.test._handler.capture import Captured
from restflow.test._handler.chunks import make_readable
from restflow.test._handler.handler import ForceAuthAsyncClientHandler
from restflow.test._handler.overlap import handled
from restflow.test._request.builder import Headers, Query, open_body
from restflow.test._request.cookies import Jar
from restflow.test._request.scope import complete_scope, normalise, refuse_body

if TYPE_CHECKING:
    from django.core.handlers.asgi import ASGIRequest

    from restflow.test._client.response import ClientResponse


_WITHOUT_BODY = ("GET", "HEAD", "TRACE")


class AsyncAPIClient(Verbs):
    """A client for testing asynchronous APIs in process.

    It is Django's `AsyncClient` with what Django REST framework's `APIClient` adds:
    data encoded by renderers (JSON unless told otherwise), `credentials` and
    `force_authenticate`. Views run as under an ASGI server, middleware included.

    Args:
        enforce_csrf_checks: Check CSRF tokens, as for the requests of a browser.
        raise_request_exception: Raise in the test what a view raises. If False, the
            response has status 500.
        json_encoder: The encoder for a dict that is sent with a JSON `content_type`.
        headers: Headers of every request.
        query_params: Query arguments of every request, but for redirects that are
            followed.
        **defaults: Headers and variables of every request, in WSGI's spelling, such as
            `HTTP_HOST='api.example.com'`.

    Attributes:
        default_format: For subclasses: the format for calls that name none, instead of
            TEST_REQUEST_DEFAULT_FORMAT.
        renderer_classes_list: For subclasses: the renderer classes, instead of
            TEST_REQUEST_RENDERER_CLASSES.

    Since:
        0.1.0. The asynchronous counterpart of `rest_framework.test.APIClient`.
    """

    handler: ForceAuthAsyncClientHandler

    def __init__(
        self,
        enforce_csrf_checks: bool = False,
        raise_request_exception: bool = True,
        *,
        json_encoder: type[JSONEncoder] = DjangoJSONEncoder,
        headers: Headers | None = None,
        query_params: Mapping[str, Any] | None = None,
        **defaults: Any,
    ) -> None:
        super().__init__(
            enforce_csrf_checks,
            raise_request_exception,
            json_encoder=json_encoder,
            headers=headers,
            query_params=query_params,
            **defaults,
        )
        # Refuses a keyword that means nothing where it is written.
        normalise(None, defaults)
        self.handler = ForceAuthAsyncClientHandler(enforce_csrf_checks)
        self._credentials = {}
        self._ended = []
        self._jar = Jar()

    @awaited
    async def request(  # type: ignore[override]
        self, **request: Any
    ) -> ClientResponse:
        """Send a request for an ASGI scope, and fill in what is missing in it.

        It does not use the client's defaults and credentials, but its cookies.

        Args:
            **request: Entries of the ASGI scope.

        Returns:
            The response.

        Raises:
            Exception: Whatever the view raised, unless `raise_request_exception` is
                False.
        """
        __tracebackhide__ = True
        return await recorded(self, self._request, request)

    async def _request(self, **request: Any) -> ClientResponse:
        __tracebackhide__ = True
        await self._aend_sessions()
        with Captured() as captured:
            context = RequestContext()
            scope = self._base_scope(**request)
            response: Any = await context.run(handled(self.handler, scope))
        if response.streaming:
            make_readable(response, context)
        response.exc_info = captured.exc_info
        if captured.exception is not None and self.raise_request_exception:
            raise captured.exception
        self._describe(response, request, captured)
        self._jar.take(scope, response.cookies, self.cookies)
        return cast("ClientResponse", response)

    def _base_scope(self, **request: Any) -> dict[str, Any]:
        own = not request.pop(ELSEWHERE, False)
        return complete_scope(
            request, lambda scope: self._jar.header(scope, self.cookies, own=own)
        )

    def _describe(self, response: Any, request: Any, captured: Captured) -> None:
        """Tell a response what Django's client tells it."""
        handled: ASGIRequest = response.asgi_request
        response.client = self
        response.request = SentScope(request)
        response.templates = captured.templates
        response.context = captured.context
        response.queries = captured.queries
        response.json = JSONBody(response)
        add_payload(response)
        response.resolver_match = SimpleLazyObject(
            lambda: (
                handled.resolver_match
                or resolve(handled.path_info, getattr(handled, "urlconf", None))
            )
        )

    @entered
    async def stream(
        self,
        method: str,
        path: str,
        data: Any = None,
        format: str | None = None,
        content_type: str | None = None,
        secure: bool = False,
        *,
        headers: Headers | None = None,
        query_params: Query | None = None,
        **extra: Any,
    ) -> AsyncGenerator[StreamedResponse]:
        """Send a request, and read the response while the view is writing it.

        At the end of the block the connection is closed. The view's task is cancelled,
        as Django's ASGI handler does it, and has cleaned up before the next line runs.

        Args:
            method: The HTTP method.
            path: As for `post`.
            data: As for `post`; of GET, HEAD and TRACE, the query.
            format: As for `post`.
            content_type: As for `post`.
            secure: As for `post`.
            headers: As for `post`.
            query_params: As for `post`.
            **extra: As for `post`.

        Yields:
            The response, as soon as the view has begun it.

        Raises:
            RequestArgumentError: As for `post`.
            TimeoutError: The view was still running five seconds after the block ended.
            Exception: Whatever the view raised. With `raise_request_exception=False`,
                only if its response had begun.

        Since:
            0.1.0. Named as httpx's `AsyncClient.stream`.
        """
        if method.upper() in _WITHOUT_BODY:
            refuse_body(format=format, content_type=content_type)
            scope = self._without_body(
                method, path, data, secure, headers, query_params, extra
            )
        else:
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
        await self._aend_sessions()
        opened = self._base_scope(**open_body(scope))
        raising = self.raise_request_exception
        async with streaming(self.handler, opened, scope["body"], raising=raising) as (
            made,
            response,
        ):
            self._jar.take(opened, made.cookies, self.cookies)
            yield response

    async def _send(self, scope: dict[str, Any], *, follow: bool) -> ClientResponse:
        __tracebackhide__ = True
        if not follow:
            return await self._sent(open_body(scope))
        # Now, as other tasks may change them meanwhile.
        private = frozenset(name.encode() for name in self._credentials)
        private |= {b"authorization", b"cookie"}
        response = await self._sent(open_body(scope))
        response.redirect_chain = []
        while is_redirect(response):
            chain = [
                *response.redirect_chain,
                (response["Location"], response.status_code),
            ]
            scope = next_scope(scope, response, private)
            response = await self._sent(open_body(scope))
            response.redirect_chain = chain
            refuse_endless(response)
        return response

    def _sent(self, scope: dict[str, Any]) -> Awaitable[ClientResponse]:
        """Return what sends a request: `request`, unless that is just our own."""
        __tracebackhide__ = True
        if getattr(self.request, "__func__", None) is not AsyncAPIClient.request:
            return self.request(**scope)
        # It is awaited at once, and needs nobody to look after it until then.
        return recorded(self, self._request, scope)
