"""Test tools for asynchronous Django REST framework APIs."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from restflow._checks import register_checks
from restflow.test._async_case import AsyncSetUpError
from restflow.test._client import AsyncAPIClient
from restflow.test._commits import AsyncHookError
from restflow.test._errors import RequestArgumentError
from restflow.test._events import ServerSentEvent
from restflow.test._exchanges import Exchange, record_exchanges
from restflow.test._factory import AsyncAPIRequestFactory
from restflow.test._force import force_authenticate
from restflow.test._growing import GrowingQueriesError, assert_constant_queries
from restflow.test._leaks import CommitHooksWarning, LeftBehindWarning
from restflow.test._live import (
    AsyncAPILiveServerTestCase,
    AsyncAPIRollbackLiveServerTestCase,
    LiveASGIServer,
)
from restflow.test._pending import ForgottenAwaitError
from restflow.test._queries import Query
from restflow.test._rendering import arender
from restflow.test._response import ClientResponse
from restflow.test._schema_client import AsyncSchemaClient
from restflow.test._schema_coverage import SchemaCoverage
from restflow.test._schema_errors import (
    OperationError,
    ResponseSchemaError,
    UncheckedResponseWarning,
)
from restflow.test._stream import StreamedResponse
from restflow.test._synchronous import SynchronousCallError
from restflow.test._testcases import (
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
    URLPatternsTestCase,
)
from restflow.test._turns import ConnectionTakenError

if TYPE_CHECKING:
    from restflow.test._http import AsyncHTTPClient

__all__ = [
    "AsyncAPIClient",
    "AsyncAPILiveServerTestCase",
    "AsyncAPIRequestFactory",
    "AsyncAPIRollbackLiveServerTestCase",
    "AsyncAPISimpleTestCase",
    "AsyncAPITestCase",
    "AsyncAPITransactionTestCase",
    "AsyncHTTPClient",
    "AsyncHookError",
    "AsyncSchemaClient",
    "AsyncSetUpError",
    "ClientResponse",
    "CommitHooksWarning",
    "ConnectionTakenError",
    "Exchange",
    "ForgottenAwaitError",
    "GrowingQueriesError",
    "LeftBehindWarning",
    "LiveASGIServer",
    "OperationError",
    "Query",
    "RequestArgumentError",
    "ResponseSchemaError",
    "SchemaCoverage",
    "ServerSentEvent",
    "StreamedResponse",
    "SynchronousCallError",
    "URLPatternsTestCase",
    "UncheckedResponseWarning",
    "arender",
    "assert_constant_queries",
    "force_authenticate",
    "record_exchanges",
]

# A project under test need not have the application installed to be checked.
register_checks()


if not TYPE_CHECKING:
    if not (find_spec("httpx2") or find_spec("httpx")):
        # `import *` takes what there is. Whoever names it is told what to install.
        __all__.remove("AsyncHTTPClient")  # noqa: PYI056  (none of them looks here)

    def __getattr__(name: str) -> object:
        # It needs an extra, so nobody imports it who doesn't name it.
        if name == "AsyncHTTPClient":
            from restflow.test._http import AsyncHTTPClient

            return AsyncHTTPClient
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
