"""Test tools for asynchronous Django REST framework APIs."""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from restflow._checks import register_checks

if TYPE_CHECKING:
    from restflow.test._access.access import AccessTable
    from restflow.test._access.outcome import AccessTableError
    from restflow.test._cases.classes import (
        AsyncAPISimpleTestCase,
        AsyncAPITestCase,
        AsyncAPITransactionTestCase,
        URLPatternsTestCase,
    )
    from restflow.test._cases.growing import (
        GrowingQueriesError,
        assert_constant_queries,
    )
    from restflow.test._cases.preparing import AsyncSetUpError
    from restflow.test._client.client import AsyncAPIClient
    from restflow.test._client.errors import SynchronousCallError
    from restflow.test._client.events import ServerSentEvent
    from restflow.test._client.forgotten import ForgottenAwaitError
    from restflow.test._client.response import ClientResponse
    from restflow.test._client.stream import StreamedResponse
    from restflow.test._database.commits import AsyncHookError
    from restflow.test._database.queries import Query
    from restflow.test._database.turns import ConnectionTakenError
    from restflow.test._exchanges.exchange import Exchange
    from restflow.test._exchanges.recording import record_exchanges
    from restflow.test._http.client import AsyncHTTPClient
    from restflow.test._leaks.told import CommitHooksWarning, LeftBehindWarning
    from restflow.test._recording.database import record_commit_hooks, record_queries
    from restflow.test._request.bare import MissingMiddlewareError
    from restflow.test._request.errors import RequestArgumentError
    from restflow.test._request.factory import AsyncAPIRequestFactory
    from restflow.test._request.force import force_authenticate
    from restflow.test._request.rendering import arender
    from restflow.test._schema.client import AsyncSchemaClient
    from restflow.test._schema.coverage import SchemaCoverage
    from restflow.test._schema.errors import (
        OperationError,
        ResponseSchemaError,
        UncheckedResponseWarning,
    )
    from restflow.test._server.live import (
        AsyncAPILiveServerTestCase,
        AsyncAPIRollbackLiveServerTestCase,
        LiveASGIServer,
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
    "record_commit_hooks",
    "record_exchanges",
    "record_queries",
]

# A project under test need not have the application installed to be checked.
register_checks()


if not TYPE_CHECKING:
    # A name is imported when it is asked for: the plugin takes what a test needs from
    # below this package, and many tests need neither a client nor the framework.
    _PLACES = {
        "AccessTable": "_access.access",
        "AccessTableError": "_access.outcome",
        "Actor": "_stories.actors",
        "AsyncAPIClient": "_client.client",
        "AsyncAPILiveServerTestCase": "_server.live",
        "AsyncAPIRequestFactory": "_request.factory",
        "AsyncAPIRollbackLiveServerTestCase": "_server.live",
        "AsyncAPISimpleTestCase": "_cases.classes",
        "AsyncAPITestCase": "_cases.classes",
        "AsyncAPITransactionTestCase": "_cases.classes",
        "AsyncActor": "_stories.actors",
        "AsyncHTTPClient": "_http.client",
        "AsyncHookError": "_database.commits",
        "AsyncSchemaClient": "_schema.client",
        "AsyncSetUpError": "_cases.preparing",
        "AsyncStory": "_stories.story",
        "AsyncStoryTestCase": "_stories.cases",
        "ClientResponse": "_client.response",
        "CommitHooksWarning": "_leaks.told",
        "ConnectionTakenError": "_database.turns",
        "Endpoint": "_stories.endpoints",
        "Exchange": "_exchanges.exchange",
        "ForgottenAwaitError": "_client.forgotten",
        "GrowingQueriesError": "_cases.growing",
        "LeftBehindWarning": "_leaks.told",
        "LiveASGIServer": "_server.live",
        "MissingMiddlewareError": "_request.bare",
        "OperationError": "_schema.errors",
        "OutsideConnectionError": "_stories.errors",
        "Query": "_database.queries",
        "RequestArgumentError": "_request.errors",
        "ResponseSchemaError": "_schema.errors",
        "SchemaCoverage": "_schema.coverage",
        "ServerSentEvent": "_client.events",
        "Story": "_stories.story",
        "StoryTestCase": "_stories.cases",
        "StreamedResponse": "_client.stream",
        "SynchronousCallError": "_client.errors",
        "URLPatternsTestCase": "_cases.classes",
        "UncheckedResponseWarning": "_schema.errors",
        "UnexpectedStatusError": "_stories.errors",
        "arender": "_request.rendering",
        "assert_constant_queries": "_cases.growing",
        "force_authenticate": "_request.force",
        "record_commit_hooks": "_recording.database",
        "record_exchanges": "_exchanges.recording",
        "record_queries": "_recording.database",
    }
    if not (find_spec("httpx2") or find_spec("httpx")):
        # `import *` takes what there is. Whoever names it is told what to install.
        __all__.remove("AsyncHTTPClient")  # noqa: PYI056  (none of them looks here)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})

    def __getattr__(name: str) -> object:
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
        return globals().setdefault(name, found)
