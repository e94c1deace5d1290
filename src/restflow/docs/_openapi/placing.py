"""Puts recorded bodies into a document, and notes what does not belong there."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from restflow._openapi.difference import Schema, listed
from restflow._openapi.places import declared, plain, ranges
from restflow._traps import EXAMPLE_DIFFERS
from restflow.docs._openapi.errors import ExampleSchemaError
from restflow.docs._openapi.operations import Node, Operation, Operations
from restflow.docs._openapi.placeholders import filled
from restflow.docs._openapi.recorded import Body, Recorded, Unreadable

# Of one body of one operation, more would not be read.
MOST = 10
# So many misfits are shown at once, and so much of each.
_MOST_TOLD = 5
LINES = 30


class Misfit(NamedTuple):
    """A body that does not fit its schema.

    Attributes:
        problem: Which it is, and where it differs.
        value: The body.
        tests: The tests that recorded the like.
    """

    problem: str
    value: Any
    tests: list[str]

    def told(self) -> str:
        """Return both sides: where the body differs, and the body."""
        first, *more = dict.fromkeys(self.tests)
        others = f" and {len(more)} more" if more else ""
        lines = json.dumps(self.value, indent=2, ensure_ascii=False).splitlines()
        cut = [f"… {len(lines) - LINES} more lines"] if lines[LINES:] else []
        body = "\n".join(f"  {line}" for line in [*lines[:LINES], *cut])
        return f"{self.problem}\nIt was recorded by {first}{others}:\n{body}"


class Placing:
    """Puts recorded bodies into a document.

    Args:
        operations: The operations of the document, which is changed.

    Attributes:
        gaps: By operation, what was recorded and has no place in the document.
        misfits: What does not fit its schema.
    """

    def __init__(self, operations: Operations) -> None:
        self._operations = operations
        self._schemas: dict[int, Schema] = {}
        self.gaps: defaultdict[str, list[str]] = defaultdict(list)
        self.misfits: dict[str, Misfit] = {}

    def place(self, recorded: Iterable[Recorded]) -> None:
        """Put in what belongs to an operation.

        Raises:
            ExampleSchemaError: Something does not fit the schema of its operation.
        """
        for one in recorded:
            exchange = one.exchange
            operation = self._operations.find(exchange["method"], exchange["path"])
            if operation is not None:
                self._request(operation, one)
                self._response(operation, one)
        if self.misfits:
            told = [misfit.told() for misfit in self.misfits.values()]
            shown = told[:_MOST_TOLD]
            if more := len(told) - len(shown):
                shown.append(f"And {more} more.")
            raise ExampleSchemaError(
                EXAMPLE_DIFFERS,
                "\n\n".join(shown),
                "Correct the view or the schema, whichever of them is wrong. If the "
                "API has changed since, write the records again: "
                "pytest --restflow-record",
            )

    def _request(self, operation: Operation, one: Recorded) -> None:
        if one.request is None:
            return
        body = self._operations.document.resolved(operation.node.get("requestBody", {}))
        content: Node = body.get("content") or {}
        self._put(operation, one, one.request, content, "request")

    def _response(self, operation: Operation, one: Recorded) -> None:
        if one.status is None:
            return
        responses: Node = operation.node.get("responses", {})
        status = declared(responses, one.status)
        if status is None:
            self._gap(operation, f"the status {one.status} is not declared", one)
        elif one.response is not None:
            entry = self._operations.document.resolved(responses[status])
            content: Node = entry.get("content") or {}
            self._put(operation, one, one.response, content, f"response {one.status}")

    def _put(
        self, operation: Operation, one: Recorded, body: Body, content: Node, what: str
    ) -> None:
        by_type = {plain(name): media for name, media in content.items()}
        media = next((name for name in ranges(body.media) if name in by_type), None)
        if not content:
            return
        if media is None:
            self._gap(operation, f"{body.media} is not declared for a {what}", one)
        elif isinstance(body.value, Unreadable):
            self._gap(operation, f"the body of a {what} is no JSON", one)
        else:
            value = self._checked(operation, one, body.value, by_type[media], what)
            _add(by_type[media], one, value)

    def _checked(
        self, operation: Operation, one: Recorded, value: Any, media: Node, what: str
    ) -> Any:
        """Return a value as it is to be shown."""
        if "schema" not in media:
            return value
        schema = self._schemas.get(id(media))
        if schema is None:
            document, sent = self._operations.document, what == "request"
            schema = Schema(document, media["schema"], sent=sent)
            self._schemas[id(media)] = schema
        shown, errors = filled(schema, value)
        if errors:
            differences = listed(schema.told(errors))
            problem = f"A {what} of {operation} does not fit its schema:\n{differences}"
            misfit = self.misfits.setdefault(problem, Misfit(problem, value, []))
            misfit.tests.append(one.test)
        return shown

    def _gap(self, operation: Operation, what: str, one: Recorded) -> None:
        known = self.gaps[str(operation)]
        if not any(told.startswith(f"{what} (") for told in known):
            known.append(f"{what} ({one.test})")


def _add(media: Node, one: Recorded, value: Any) -> None:
    """Add an example to those of a body, unless the same is there."""
    examples: Node = media.setdefault("examples", {})
    if "example" in media:
        # Both together are not allowed.
        examples["example"] = {"value": media.pop("example")}
    alike = any(entry.get("value") == value for entry in examples.values())
    if alike or len(examples) >= MOST:
        return
    key = _slug(one.title)
    number = 1 + sum(
        bool(re.fullmatch(rf"{re.escape(key)}(-\d+)?", other)) for other in examples
    )
    suffix = (f"-{number}", f" ({number})") if number > 1 else ("", "")
    examples[f"{key}{suffix[0]}"] = {
        "summary": f"{one.title}{suffix[1]}",
        "description": one.file,
        "value": value,
    }


def _slug(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return words or "example"
