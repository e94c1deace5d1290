"""Test tools for asynchronous Django REST framework APIs."""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from restflow._checks import register_checks
from restflow.test._cases.classes import (
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
    URLPatternsTestCase,
)
from restflow.test._cases.coroutines import AsyncSetUpError
from restflow.test._cases.growing import GrowingQueriesError, assert_constant_queries
from restflow.test._client.client import AsyncAPIClient
from restflow.test._client.errors import SynchronousCallError
from restflow.test._client.events import ServerSentEvent
from restflow.test._client.forgotten import ForgottenAwaitError
from restflow.test._client.response import ClientResponse
from restflow.test._client.stream import StreamedResponse
from restflow.test._database.commits import AsyncHookError
from restflow.test._database.queries import Query
from restflow.test._database.turns import ConnectionTakenError
from restflow.test._exchanges.exchange import Exchange, record_exchanges
from restflow.test._leaks.told import CommitHooksWarning, LeftBehindWarning
from restflow.test._request.bare import MissingMiddlewareError
from restflow.test._request.errors import RequestArgumentError
from restflow.test._request.factory import AsyncAPIRequestFactory
from restflow.test._request.force import force_authenticate
from restflow.test._request.rendering import arender
from restflow.test._server.live import (
    AsyncAPILiveServerTestCase,
    AsyncAPIRollbackLiveServerTestCase,
    LiveASGIServer,
)

if TYPE_CHECKING:
    from restflow.test._access.access import AccessTable
    from restflow.test._access.outcome import AccessTableError
    from restflow.test._http.client import AsyncHTTPClient
    from restflow.test._schema.client import AsyncSchemaClient
    from restflow.test._schema.coverage import SchemaCoverage
    from restflow.test._schema.errors import (
        OperationError,
        ResponseSchemaError,
        UncheckedResponseWarning,
    )
    from restflow.test._stories.actors import Actor, AsyncActor
    from restflow.test._stories.cases import AsyncStoryTestCase, StoryTestCase
    from restflow.test._stories.endpoints import Endpoint
    from restflow.test._stories.errors import (
        OutsideConnectionError,
        UnexpectedStatusError,
    )
    from restflow.test._stories.story import AsyncStory, Story

__all__ = [
    "AccessTable",
    "AccessTableError",
    "Actor",
    "AsyncAPIClient",
    "AsyncAPILiveServerTestCase",
    "AsyncAPIRequestFactory",
    "AsyncAPIRollbackLiveServerTestCase",
    "AsyncAPISimpleTestCase",
    "AsyncAPITestCase",
    "AsyncAPITransactionTestCase",
    "AsyncActor",
    "AsyncHTTPClient",
    "AsyncHookError",
    "AsyncSchemaClient",
    "AsyncSetUpError",
    "AsyncStory",
    "AsyncStoryTestCase",
    "ClientResponse",
    "CommitHooksWarning",
    "ConnectionTakenError",
    "Endpoint",
    "Exchange",
    "ForgottenAwaitError",
    "GrowingQueriesError",
    "LeftBehindWarning",
    "LiveASGIServer",
    "MissingMiddlewareError",
    "OperationError",
    "OutsideConnectionError",
    "Query",
    "RequestArgumentError",
    "ResponseSchemaError",
    "SchemaCoverage",
    "ServerSentEvent",
    "Story",
    "StoryTestCase",
    "StreamedResponse",
    "SynchronousCallError",
    "URLPatternsTestCase",
    "UncheckedResponseWarning",
    "UnexpectedStatusError",
    "arender",
    "assert_constant_queries",
    "force_authenticate",
    "record_exchanges",
]

# A project under test need not have the application installed to be checked.
register_checks()


if not TYPE_CHECKING:
    _LATER = {
        # It needs an extra, so nobody imports it who doesn't name it.
        "AsyncHTTPClient": "_http.client",
        # A fifth of what this module would cost, and few tests have a schema.
        "AsyncSchemaClient": "_schema.client",
        # Few tests tell stories.
        "AccessTable": "_access.access",
        "AccessTableError": "_access.outcome",
        "Actor": "_stories.actors",
        "AsyncActor": "_stories.actors",
        "AsyncStory": "_stories.story",
        "AsyncStoryTestCase": "_stories.cases",
        "Endpoint": "_stories.endpoints",
        "OutsideConnectionError": "_stories.errors",
        "Story": "_stories.story",
        "StoryTestCase": "_stories.cases",
        "UnexpectedStatusError": "_stories.errors",
        "OperationError": "_schema.errors",
        "ResponseSchemaError": "_schema.errors",
        "SchemaCoverage": "_schema.coverage",
        "UncheckedResponseWarning": "_schema.errors",
    }
    if not (find_spec("httpx2") or find_spec("httpx")):
        # `import *` takes what there is. Whoever names it is told what to install.
        __all__.remove("AsyncHTTPClient")  # noqa: PYI056  (none of them looks here)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})

    def __getattr__(name: str) -> object:
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
