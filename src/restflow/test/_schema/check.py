"""Whether a response is valid under the schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.test.client import JSON_CONTENT_TYPE_RE

from restflow._openapi.difference import Schema, listed, short
from restflow._openapi.places import plain, ranges
from restflow._traps import RESPONSE_DIFFERS, UNCHECKED_RESPONSE
from restflow.test._schema.document import Document
from restflow.test._schema.errors import ResponseSchemaError, UncheckedResponseWarning
from restflow.test._schema.operation import Operation

# Of a text that a schema says nothing else of, every body is one.
_SAYS_NOTHING = {"description", "format", "title", "type"}


@dataclass(frozen=True)
class Answer:
    """A response, of whichever client.

    Attributes:
        status: The HTTP status.
        headers: The headers, by their names in lower case.
        body: The body, or None if it is a stream.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes | None

    @property
    def media_type(self) -> str:
        """The type of the body, without parameters."""
        return plain(self.headers.get("content-type", ""))


class Checker:
    """Checks responses against a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._schemas: dict[tuple[str, ...], Schema] = {}

    def check(
        self, operation: Operation, answer: Answer
    ) -> UncheckedResponseWarning | None:
        """Check a response.

        Returns:
            A warning, if the schema leaves something open.

        Raises:
            ResponseSchemaError: The response is not what the schema says.
        """
        __tracebackhide__ = True
        found = _Check(self, operation, answer)
        if found.differences:
            raise ResponseSchemaError(
                RESPONSE_DIFFERS,
                f"{operation} answered {answer.status}, and not as the schema says:\n"
                f"{listed(found.differences)}",
                "Correct the view or the schema, whichever of them is wrong.",
            )
        if not found.gaps:
            return None
        return UncheckedResponseWarning(
            UNCHECKED_RESPONSE,
            f"{operation} answered {answer.status}. Not all of it could be checked:\n"
            f"{listed(found.gaps)}",
            "Complete the schema, or ignore this warning if you left it open on "
            "purpose.",
        )

    def schema(self, where: tuple[str, ...], schema: Any) -> Schema:
        """Return a schema, made once for the place it is at."""
        if where not in self._schemas:
            self._schemas[where] = Schema(self.document, schema)
        return self._schemas[where]


class _Check:
    """The check of one response.

    Attributes:
        differences: Where it is not what the schema says.
        gaps: What could not be checked.
    """

    def __init__(self, checker: Checker, operation: Operation, answer: Answer) -> None:
        self._checker = checker
        self._answer = answer
        self.differences: list[str] = []
        self.gaps: list[str] = []
        status = operation.declared(answer.status)
        if status is None:
            known = ", ".join(sorted(operation.responses)) or "none"
            self.differences.append(f"status: expected {known}; got {answer.status}")
            return
        self._where = (operation.id, status)
        declared = operation.responses[status]
        self._headers(declared.get("headers") or {})
        # The headers say what the body would be, and there is none.
        if operation.method != "HEAD":
            self._body(declared.get("content") or {})

    def _headers(self, declared: Mapping[str, Any]) -> None:
        for name, entry in declared.items():
            header = self._checker.document.resolved(entry)
            got = self._answer.headers.get(name.lower())
            # OpenAPI has this one said where the body is.
            if name.lower() == "content-type":
                continue
            if got is None:
                if header.get("required"):
                    told = f"header {name}: expected; it is not there"
                    self.differences.append(told)
            elif "schema" in header:
                self._header(name, header["schema"], got)

    def _header(self, name: str, node: Any, got: str) -> None:
        schema = self._checker.schema((*self._where, name), node)
        self.gaps += schema.gaps
        if not any(schema.allows(value) for value in _readings(got)):
            expected = short(self._checker.document.resolved(node))
            told = f"header {name}: expected {expected}; got {short(got)}"
            self.differences.append(told)

    def _body(self, declared: Mapping[str, Any]) -> None:
        got, body = self._answer.media_type, self._answer.body
        by_type = {plain(name): content for name, content in declared.items()}
        media = next((name for name in ranges(got) if name in by_type), None)
        if not declared:
            if body != b"":
                self.gaps.append("a body, of which the schema says nothing")
        elif media is None:
            expected = f"expected {' or '.join(declared)}; got {got or 'none'}"
            self.differences.append(f"content type: {expected}")
        elif "schema" not in by_type[media]:
            self.gaps.append(f"a body of the type {got}, for which there is no schema")
        elif body is None:
            self._stream(by_type[media]["schema"])
        elif JSON_CONTENT_TYPE_RE.match(got):
            self._json(media, by_type[media]["schema"], body)
        else:
            self._text(media, by_type[media]["schema"], body)

    def _stream(self, node: Any) -> None:
        if not self._is_anything(node):
            self.gaps.append("a stream, which is read by the test")

    def _json(self, media: str, node: Any, body: bytes) -> None:
        try:
            value = json.loads(body)
        except ValueError:
            got = short(body.decode(errors="replace"))
            self.differences.append(f"body: expected JSON; got {got}")
            return
        self._value(media, node, value)

    def _text(self, media: str, node: Any, body: bytes) -> None:
        if self._checker.document.resolved(node).get("type") != "string":
            self.gaps.append(f"a body of the type {media}, whose schema is for JSON")
        elif not self._is_anything(node):
            self._value(media, node, body.decode(errors="replace"))

    def _is_anything(self, node: Any) -> bool:
        """Tell whether a schema is one of any text, or of any bytes."""
        schema = self._checker.document.resolved(node)
        is_text = schema.get("type") == "string" and not schema.keys() - _SAYS_NOTHING
        return is_text and schema.get("format", "binary") == "binary"

    def _value(self, media: str, node: Any, value: Any) -> None:
        schema = self._checker.schema((*self._where, media), node)
        differences = schema.differences(value)
        self.differences += differences
        self.gaps += schema.gaps
        if not differences:
            self.gaps += schema.unmentioned(value)


def _readings(text: str) -> Iterator[Any]:
    """Yield what the text of a header may stand for."""
    yield text
    with suppress(ValueError):
        yield json.loads(text)
