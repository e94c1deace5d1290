"""The requests of an API, each named once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, cast, overload

from django.utils.http import urlencode

from restflow.test._request.builder import Query
from restflow.test._request.encoding import encode_body
from restflow.test._schema.document import Document, local_document
from restflow.test._schema.operation import Given, Request, unknown_operation
from restflow.test._stories.calls import Call, R_co
from restflow.test._stories.paths import path_of, refuse_more

Schema = Mapping[str, Any] | Path | None

_IN_QUERY = {"GET", "HEAD", "TRACE"}
_SUCCESS = range(200, 400)
_CONTENT_TYPE = "Content-Type"
# A parameter in a path of OpenAPI.
_TEMPLATED = re.compile(r"\{([^{}]+)\}")


class _Actor(Protocol[R_co]):
    """An actor, as an endpoint sees one."""

    def _bind(self, endpoint: Endpoint) -> Call[R_co]: ...


class Endpoint:
    """A request of an API, named once and called like a method of an actor.

    It is an attribute of a class derived from `AsyncActor` or `Actor`. A call fills
    parameters of the route, and overrides or adds fields of the data:

        class Teacher(AsyncActor):
            register_student = Endpoint(
                "POST", "student-list", {"first_name": "Ada"}, status=201
            )
            remove_student = Endpoint("DELETE", "student-detail", status=204)

        student = await teacher.register_student(first_name="Grace")
        await teacher.remove_student(student.json()["id"])
        await teacher.remove_student(pk=7, status=404)

    Positional arguments of a call are the parameters of the route, in their order. You
    can also pass them as keywords. `status`, `data`, `format` and `query_params` of a
    call replace those of the endpoint. `headers` are added, and replace those of the
    same name. All other keywords are fields.

    Args:
        method: The HTTP method.
        route: The name of a URL, such as 'student-list', or a path, such as
            '/api/students/{id}/'.
        data: The default fields: the query of GET, HEAD and TRACE, and the body of
            other methods. If a value can be called, it is called for each request,
            without arguments. If `data` is not a mapping, a call can't name fields.
        status: The status that is expected, unless a call expects another one. By
            default, any status of success or of a redirect.
        format: As for `AsyncAPIClient.post`.
        headers: Headers by their HTTP names.
        query_params: Query arguments.

    Attributes:
        name: The name of the attribute that holds the endpoint.
        status: The status that is expected, or None.

    Since:
        0.1.0.
    """

    name: str = ""

    def __init__(
        self,
        method: str,
        route: str,
        data: Any = None,
        *,
        status: int | None = None,
        format: str | None = None,
        headers: Mapping[str, str] | None = None,
        query_params: Query | None = None,
    ) -> None:
        self.status = status
        self._method = method.upper()
        self._route = route
        self._data = data
        self._format = format
        self._headers = {**(headers or {})}
        self._query = query_params

    @classmethod
    def from_schema(
        cls,
        operation: str,
        schema: Schema = None,
        *,
        data: Any = None,
        status: int | None = None,
        format: str | None = None,
        headers: Mapping[str, str] | None = None,
        query_params: Query | None = None,
    ) -> Endpoint:
        """Return an endpoint with the method and the path of an OpenAPI operation.

        A keyword of a call that the operation does not have is an error.

        Args:
            operation: The `operationId`.
            schema: A dict, or a `pathlib.Path` of a file in JSON or YAML. By default,
                drf-spectacular makes the document, when the endpoint is first called.
            data: As for an endpoint.
            status: As for an endpoint.
            format: As for an endpoint.
            headers: As for an endpoint.
            query_params: As for an endpoint.

        Since:
            0.1.0. The keywords of a call mean what they mean to `AsyncSchemaClient`.
        """
        return _Operation(
            operation,
            schema,
            data,
            status=status,
            format=format,
            headers=headers,
            query_params=query_params,
        )

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Endpoint: ...

    @overload
    def __get__(self, instance: _Actor[R_co], owner: type) -> Call[R_co]: ...

    def __get__(self, instance: Any, owner: type) -> Any:
        return self if instance is None else instance._bind(self)  # noqa: SLF001

    def __str__(self) -> str:
        return self.name or f"{self._method} {self._route}"

    def _expects(self, status: int, expected: int | None) -> bool:
        """Tell whether a status is what a call, or else this endpoint, expects."""
        wanted = self.status if expected is None else expected
        return status in _SUCCESS if wanted is None else status == wanted

    def _request(self, args: tuple[Any, ...], given: Given) -> Request:
        """Return the request for a call.

        Args:
            args: Values for the parameters of the route, in their order.
            given: The other arguments.

        Raises:
            TypeError: A parameter of the route has no value, or an argument has no
                place.
            RequestArgumentError: The data can't be encoded.
        """
        __tracebackhide__ = True
        data, fields = self._merged(given)
        path = path_of(self, self._route, args, fields, given.keywords)
        request = Request(self._method, path)
        if data is not None and fields:
            raise TypeError(
                f"{self} has no place for `{'`, `'.join(fields)}`: its data is given "
                "as a whole."
            )
        query = _pairs(self._given_query(given))
        if self._method in _IN_QUERY:
            more = _pairs(fields if data is None else data)
            replaced = {name for name, _ in more}
            query = [(name, value) for name, value in query if name not in replaced]
            query += more
            data = None
        elif data is None:
            data = fields or None
        if query:
            mark = "&" if "?" in request.path else "?"
            request.path += mark + urlencode(query, doseq=True)
        request.headers = self._given_headers(given)
        if data is not None:
            said = request.headers.pop(_CONTENT_TYPE, None)
            format = given.format or self._format  # noqa: A001
            request.body, said = encode_body(data, format, said)
            request.headers |= {_CONTENT_TYPE: said} if said else {}
        return request

    def _merged(self, given: Given) -> tuple[Any, dict[str, Any]]:
        """Return data that is whole, or None, and the fields of what is not."""
        __tracebackhide__ = True
        if given.data is not None:
            return given.data, {**given.keywords}
        defaults: Any = {} if self._data is None else self._data
        if isinstance(defaults, Mapping):
            defaults = cast("Mapping[str, Any]", defaults)
            merged: dict[str, Any] = {**defaults, **given.keywords}
            return None, {name: _made(value) for name, value in merged.items()}
        return _made(defaults), {**given.keywords}

    def _given_query(self, given: Given) -> Query:
        if given.query_params is not None:
            return given.query_params
        return self._query or {}

    def _given_headers(self, given: Given) -> dict[str, str]:
        """Return the headers of a call, each once, however it is spelt."""
        merged: dict[str, tuple[str, str]] = {}
        for name, value in (*self._headers.items(), *(given.headers or {}).items()):
            merged[name.lower()] = name, value
        headers = dict(merged.values())
        if found := merged.get(_CONTENT_TYPE.lower()):
            del headers[found[0]]
            headers[_CONTENT_TYPE] = found[1]
        return headers


class _Operation(Endpoint):
    """An endpoint that an OpenAPI document describes."""

    def __init__(
        self, operation: str, schema: Schema, data: Any, **options: Any
    ) -> None:
        super().__init__("", operation, data, **options)
        self._schema = schema
        self._document: Document | None = None

    def _request(self, args: tuple[Any, ...], given: Given) -> Request:
        __tracebackhide__ = True
        document = self._document or local_document(self._schema)
        if self._schema is not None:
            # That of the project depends on its URLs, which a test may override.
            self._document = document
        found = document.operations.get(self._route)
        if found is None:
            raise unknown_operation(self._route, document.operations)
        data, fields = self._merged(given)
        names = _TEMPLATED.findall(found.path)
        refuse_more(self, args, names)
        fields.update(zip(names, args, strict=False))
        return found.request(
            Given(
                fields,
                data,
                given.format or self._format,
                self._query if given.query_params is None else given.query_params,
                self._given_headers(given),
            )
        )


def _made(value: Any) -> Any:
    """Return a default, or what it makes."""
    make: Callable[[], Any] | None = value if callable(value) else None
    return value if make is None else make()


def _pairs(query: Any) -> list[tuple[str, Any]]:
    """Return the arguments of a query."""
    return [*query.items()] if isinstance(query, Mapping) else [*query]
