"""httpx's client, for the project's own application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import isasyncgenfunction, iscoroutinefunction, unwrap
from typing import TYPE_CHECKING, Any, TypedDict

from restflow.test._asgi.application import project_application
from restflow.test._asgi.httpx import httpx
from restflow.test._asgi.transport import Transport
from restflow.test._client.pending import awaited, entered

if TYPE_CHECKING:
    from typing import Unpack

    from httpx2._types import (
        AuthTypes,
        CookieTypes,
        HeaderTypes,
        QueryParamTypes,
        TimeoutTypes,
    )

    class _Options(TypedDict, total=False):
        auth: AuthTypes | None
        params: QueryParamTypes | None
        headers: HeaderTypes | None
        cookies: CookieTypes | None
        timeout: TimeoutTypes
        follow_redirects: bool
        max_redirects: int
        mounts: Mapping[str, httpx.AsyncBaseTransport | None] | None
        event_hooks: Mapping[str, list[Callable[..., Any]]] | None
        trust_env: bool
        default_encoding: str | Callable[[bytes], str | None]


# What would lead away from the application.
_REFUSED = ("transport", "proxy", "proxies")


class AsyncHTTPClient(httpx.AsyncClient):
    """httpx's `AsyncClient`, whose requests go to the project's ASGI application.

    It takes and returns what httpx does, and knows nothing of Django, like the client
    of any user of the API. The whole application runs, in the event loop of the test:
    its middleware with CSRF checks, and its lifespan if it has one. A stream is read
    while the view is writing it, and leaving it disconnects.

    It needs the extra `restflow[http]`, which installs httpx2. If only httpx is
    installed, it is a subclass of httpx's client.

    Args:
        app: The ASGI application. The default is the project's: the one that
            ASGI_APPLICATION names, or else the one that Django makes.
        raise_app_exceptions: Raise in the test what a view raises. If False, the
            response has status 500.
        base_url: The address in front of URLs that have no host. Requests to other
            hosts go to the application as well.
        **options: The other arguments of httpx's `AsyncClient`, such as `auth`,
            `headers`, `cookies`, `timeout` and `follow_redirects`.

    Raises:
        ModuleNotFoundError: Neither httpx2 nor httpx is installed.
        TypeError: There is a `transport` or a `proxy` among the options.

    Since:
        0.1.0. The asynchronous counterpart of `rest_framework.test.RequestsClient`.
    """

    def __init__(
        self,
        *,
        app: Any = None,
        raise_app_exceptions: bool = True,
        base_url: httpx.URL | str = "http://testserver",
        **options: Unpack[_Options],
    ) -> None:
        for name in _REFUSED:
            if name in options:
                raise TypeError(
                    f"AsyncHTTPClient takes no {name!r}: its requests go to the "
                    "application. Use `mounts` for other hosts, or use httpx's client."
                )
        transport = Transport(
            app or project_application(), raising=raise_app_exceptions
        )
        super().__init__(transport=transport, base_url=base_url, **options)


def _refuse_forgetting() -> None:
    """Have the client's methods return what can't be taken for the response."""
    for name, method in vars(httpx.AsyncClient).items():
        if name.startswith("_") or name == "aclose":
            continue
        function = unwrap(method)
        if iscoroutinefunction(function):
            setattr(AsyncHTTPClient, name, awaited(function))
        elif isasyncgenfunction(function):
            setattr(AsyncHTTPClient, name, entered(function))


_refuse_forgetting()
