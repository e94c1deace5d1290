"""An operation of an OpenAPI document, and a request for it made of keywords."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any
from urllib.parse import quote

from django.test.client import JSON_CONTENT_TYPE_RE
from django.utils.http import urlencode

from restflow._openapi.places import declared
from restflow._traps import OPERATION
from restflow.test._request.builder import Query
from restflow.test._request.encoding import encode_body
from restflow.test._request.files import has_file
from restflow.test._schema.errors import OperationError

_FORM = "application/x-www-form-urlencoded"
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
# Where a keyword may belong, and the argument that has all of it.
_GROUPS = {"query": "query_params", "body": "data"}


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation.

    Attributes:
        name: Its name.
        location: 'path', 'query' or 'header'; cookies are the client's affair.
        required: Whether a request needs it.
        style: How a value is written, as OpenAPI names it, or 'json'.
        explode: Whether each item of a list is written as an argument of its own.
    """

    name: str
    location: str
    required: bool
    style: str
    explode: bool

    def answers_to(self, keyword: str) -> bool:
        """Tell whether a keyword stands for it."""
        spelled = re.sub(r"\W", "_", self.name)
        if self.location == "header":
            return keyword.lower() in {spelled.lower(), self.name.lower()}
        return keyword in {spelled, self.name}

    def pairs(self, value: Any) -> list[tuple[str, str]]:
        """Return a value as the arguments of a query."""
        if self.style == "deepObject":
            return [(f"{self.name}[{key}]", _text(item)) for key, item in value.items()]
        if self.explode and hasattr(value, "items"):
            return [(str(key), _text(item)) for key, item in value.items()]
        if self.explode and _is_list(value):
            return [(self.name, _text(item)) for item in value]
        return [(self.name, self.text(value))]

    def text(self, value: Any) -> str:
        """Return a value as one text."""
        if self.style == "json":
            return json.dumps(value)
        items: list[Any] = [*value] if _is_list(value) else [value]
        if hasattr(value, "items"):
            items = [part for pair in value.items() for part in pair]
        prefix = {"label": ".", "matrix": f";{self.name}="}.get(self.style, "")
        return prefix + _SEPARATORS.get(self.style, ",").join(map(_text, items))


@dataclass(frozen=True)
class Given:
    """The arguments of a call.

    Attributes:
        keywords: Those that are to be found in the schema.
        data: The whole body, or None.
        format: The name of a renderer, or None.
        query_params: The whole query, or None.
        headers: More headers.
    """

    keywords: Mapping[str, Any]
    data: Any = None
    format: str | None = None
    query_params: Query | None = None
    headers: Mapping[str, str] | None = None


@dataclass
class Request:
    """What is sent.

    Attributes:
        method: The HTTP method.
        path: The path with its query, percent-encoded.
        headers: The headers.
        body: The encoded body, empty where there is none.
    """

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""


@dataclass(frozen=True)
class Operation:
    """An operation of an OpenAPI document.

    Attributes:
        id: Its `operationId`, or method and path where it has none.
        method: The HTTP method, in capitals.
        path: The path, with `{name}` for its parameters.
        parameters: Its parameters.
        bodies: By media type, the fields of a body and whether they are required.
        responses: What the document says of each status.
    """

    id: str
    method: str
    path: str
    parameters: list[Parameter]
    bodies: Mapping[str, Mapping[str, bool]]
    responses: Mapping[str, Mapping[str, Any]]

    def __str__(self) -> str:
        return f"{self.id} ({self.method} {self.path})"

    def declared(self, status: int) -> str | None:
        """Return the entry of its responses for a status, or None."""
        return declared(self.responses, status)

    def request(self, given: Given) -> Request:
        """Return the request for a call.

        Raises:
            OperationError: The arguments are not those that the operation takes.
            RequestArgumentError: The body can't be encoded.
        """
        __tracebackhide__ = True
        media = self._media(given)
        values = self._placed(given, media)
        path = self.path
        query: list[tuple[str, str]] = []
        request = Request(self.method, "", {**(given.headers or {})})
        for parameter in self.parameters:
            key = (parameter.location, parameter.name)
            if key not in values:
                continue
            value = values[key]
            if parameter.location == "path":
                text = quote(parameter.text(value), safe=",;=")
                path = path.replace(f"{{{parameter.name}}}", text)
            elif parameter.location == "query":
                query += parameter.pairs(value)
            else:
                request.headers[parameter.name] = parameter.text(value)
        sent = urlencode(given.query_params or query, doseq=True)
        request.path = f"{path}?{sent}" if sent else path
        data = given.data
        if data is None:
            data = {name: v for (where, name), v in values.items() if where == "body"}
        if given.data is not None or data:
            self._encode(request, data, media, given.format)
        return request

    def _encode(
        self, request: Request, data: Any, media: str | None, format: str | None
    ) -> None:
        if format is None and media == _FORM and hasattr(data, "items"):
            data = urlencode(data, doseq=True)
        # Its boundary is a part of a form's type, so somebody has to make both.
        as_form = format is None and media == "multipart/form-data"
        renderer = "multipart" if as_form else format
        content_type = None if renderer else media
        request.body, said = encode_body(data, renderer, content_type)
        if said is not None:
            request.headers.setdefault("Content-Type", said)

    def _media(self, given: Given) -> str | None:
        """Return the media type that a body is sent as, if it can have one."""
        values: Any = given.data if hasattr(given.data, "items") else given.keywords
        if has_file(values) and "multipart/form-data" in self.bodies:
            return "multipart/form-data"
        named = [name for name in self.bodies if given.format and given.format in name]
        json_types = [name for name in self.bodies if JSON_CONTENT_TYPE_RE.match(name)]
        return next(iter([*named, *json_types, *self.bodies]), None)

    # --- Keywords ---

    def _placed(self, given: Given, media: str | None) -> dict[tuple[str, str], Any]:
        """Return the values by what they are for: where they go, and their name."""
        __tracebackhide__ = True
        fields: Mapping[str, bool] = self.bodies[media] if media else {}
        names = [(p.location, p.name) for p in self.parameters]
        placed: dict[tuple[str, str], Any] = {}
        problems: list[str] = []
        for keyword, value in given.keywords.items():
            found = self._meant(keyword, fields, given)
            if len(found) == 1:
                placed[found[0]] = value
            elif found:
                problems.append(_ambiguous(keyword, found))
            else:
                problems.append(_unknown(keyword, [*names, *_in_body(fields)]))
        problems += self._missing(placed, fields, given)
        if problems:
            raise OperationError(
                OPERATION,
                f"{self}: {'; '.join(problems)}.",
                "To send another body or query on purpose, give all of it as `data` or "
                "`query_params`.",
            )
        return placed

    def _meant(
        self, keyword: str, fields: Iterable[str], given: Given
    ) -> list[tuple[str, str]]:
        """Return what a keyword may stand for."""
        found = [(p.location, p.name) for p in self.parameters if p.answers_to(keyword)]
        found += [("body", keyword)] if keyword in fields else []
        whole = {
            "query": given.query_params is not None, "body": given.data is not None
        }  # fmt: skip
        return [(where, name) for where, name in found if not whole.get(where)]

    def _missing(
        self,
        placed: Mapping[tuple[str, str], Any],
        fields: Mapping[str, bool],
        given: Given,
    ) -> list[str]:
        """Say what is required and not given."""
        sent = {name.lower() for name in given.headers or ()}
        missing = [
            f"`{p.name}` of the {p.location} is missing"
            for p in self.parameters
            if p.required and (p.location, p.name) not in placed
            if not (p.location == "query" and given.query_params is not None)
            if not (p.location == "header" and p.name.lower() in sent)
        ]
        if given.data is None:
            missing += [
                f"`{name}` of the body is missing"
                for name, required in fields.items()
                if required and ("body", name) not in placed
            ]
        return missing


def unknown_operation(name: str, known: Iterable[str]) -> OperationError:
    """Return the error for an operation that the schema does not have."""
    names = [*known]
    close = get_close_matches(name, names, n=3, cutoff=0.75)
    hint = f" Did you mean {_listed(close)}?" if close else ""
    return OperationError(
        OPERATION,
        f"The schema has no operation {name!r}.{hint}",
        f"Write the `operationId` of an operation; the schema has {len(names)}.",
    )


def _unknown(keyword: str, names: list[tuple[str, str]]) -> str:
    close = get_close_matches(keyword, [name for _, name in names], n=1)
    hint = f" (did you mean `{close[0]}`?)" if close else ""
    return f"it has no parameter and no writable field `{keyword}`{hint}"


def _ambiguous(keyword: str, found: list[tuple[str, str]]) -> str:
    where = " and ".join(f"the {location}" for location, _ in found)
    groups = [_GROUPS[location] for location, _ in found if location in _GROUPS]
    return f"`{keyword}` is in {where}: give one of them whole, with {_listed(groups)}"


def _in_body(fields: Iterable[str]) -> list[tuple[str, str]]:
    return [("body", name) for name in fields]


def _listed(names: Iterable[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple, set, frozenset))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    # Dates have a space in their `str()`, and a T in HTTP.
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat() if isoformat else value)
