"""A client that calls an API by its OpenAPI document."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from asgiref.sync import sync_to_async

from restflow._openapi.difference import load_jsonschema
from restflow.test._client.client import AsyncAPIClient
from restflow.test._client.pending import awaited
from restflow.test._database.lines import users_line
from restflow.test._request.builder import Query
from restflow.test._schema.check import Answer, Checker
from restflow.test._schema.coverage import note
from restflow.test._schema.document import Document, local_document, parsed
from restflow.test._schema.operation import Given, unknown_operation
from restflow.test._schema.sending import send

if TYPE_CHECKING:
    import httpx2

    from restflow.test._client.response import ClientResponse

R = TypeVar("R")

_FOUND = 200


class AsyncSchemaClient(Generic[R]):
    """A client that calls the operations of an OpenAPI document by their ids.

    The document says which method and path an operation has, and whether a keyword of a
    call is a part of the path, an argument of the query, a header or a field of the
    body.

    It needs the extra `restflow[schema]` for `validate=True`, and drf-spectacular if
    `schema` is not given.

    Args:
        schema: The document, of OpenAPI 3.0 or 3.1: a dict; a `pathlib.Path` of a file
            in JSON or YAML; or a URL as text, such as '/api/schema/', which the client
            fetches at the first call. By default, drf-spectacular makes the document.
        client: What sends the requests: an `AsyncAPIClient`, or a client of httpx, such
            as `AsyncHTTPClient`. To make them as a user, use its `force_authenticate`,
            `credentials`, `auth` or cookies. The default is a new `AsyncAPIClient`.
        validate: Check each response against the document.

    Attributes:
        client: What sends the requests.

    Raises:
        ModuleNotFoundError: drf-spectacular or jsonschema is needed and not installed.

    Since:
        0.1.0. The asynchronous answer to `CoreAPIClient`, which was in Django REST
        framework until 3.16.
    """

    @overload
    def __init__(
        self: AsyncSchemaClient[ClientResponse],
        schema: Mapping[str, Any] | Path | str | None = None,
        *,
        client: AsyncAPIClient | None = None,
        validate: bool = False,
    ) -> None: ...

    @overload
    def __init__(
        self: AsyncSchemaClient[httpx2.Response],
        schema: Mapping[str, Any] | Path | str | None = None,
        *,
        client: httpx2.AsyncClient,
        validate: bool = False,
    ) -> None: ...

    def __init__(
        self,
        schema: Mapping[str, Any] | Path | str | None = None,
        *,
        client: Any = None,
        validate: bool = False,
    ) -> None:
        self.client: Any = AsyncAPIClient() if client is None else client
        if validate:
            # Said here, and not in the middle of a test.
            load_jsonschema()
        self._schema = schema
        self._validate = validate
        self._document: Document | None = None
        self._checker: Checker | None = None

    @awaited
    async def call(
        self,
        operation: str,
        /,
        *,
        data: Any = None,
        format: str | None = None,
        headers: Mapping[str, str] | None = None,
        query_params: Query | None = None,
        **arguments: Any,
    ) -> R:
        """Call an operation, and return the response.

        Args:
            operation: Its `operationId`, or, if it has none, its method and path, as in
                'GET /health/'.
            data: The whole body. It is sent as it is, even if it lacks a field.
            format: The name of a renderer for the body, such as 'multipart'. The
                default is a form if there is a file in the data, and otherwise JSON if
                the operation takes it.
            headers: More headers, by their HTTP names.
            query_params: The whole query. It is sent as it is.
            **arguments: Parameters and fields of the body by their names. In the name
                of a parameter, write an underscore for a character that a keyword can't
                have: `x_tenant` for the header X-Tenant.

        Returns:
            The response that the client returns.

        Raises:
            OperationError: There is no such operation, a required parameter or field is
                missing, or a keyword is unknown or means two things.
            ResponseSchemaError: The response is not what the document says, with
                `validate=True`.
            RequestArgumentError: The body can't be encoded.
            ValueError: The schema is not an OpenAPI document of these versions, or its
                URL does not answer with it.
            Exception: Whatever the view raised, if the client raises it.

        Warns:
            UncheckedResponseWarning: The document does not say enough to check all of
                the response, with `validate=True`.
        """
        __tracebackhide__ = True
        if self._document is None:
            self._document = await self._load()
        document = self._document
        found = document.operations.get(operation)
        if found is None:
            raise unknown_operation(operation, document.operations)
        given = Given(arguments, data, format, query_params, headers)
        response = await send(self.client, found.request(given))
        note(found, response.status_code)
        if self._validate:
            checker = self._checker = self._checker or Checker(document)
            warning = checker.check(found, _answer(response))
            if warning is not None:
                _warn(warning)
        return response  # type: ignore[no-any-return]

    async def _load(self) -> Document:
        if not isinstance(self._schema, str):
            # Serializers may ask the database for their choices.
            return await sync_to_async(local_document)(self._schema)
        accept = "application/json, application/vnd.oai.openapi+json, */*;q=0.1"
        response = await self.client.get(self._schema, headers={"Accept": accept})
        if response.status_code != _FOUND:
            raise ValueError(f"{self._schema} answered {response.status_code}.")
        return parsed(response.content.decode(), self._schema)


def _answer(response: Any) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    is_stream = getattr(response, "streaming", False)
    return Answer(
        response.status_code, headers, None if is_stream else response.content
    )


def _warn(warning: Warning) -> None:
    """Give a warning at the line that made the call."""
    file, _, line = users_line().rpartition(":")
    where = os.path.abspath(file) if file else "<unknown>"  # noqa: PTH100  (as Python has it)
    warnings.warn_explicit(warning, None, where, int(line or 0))
