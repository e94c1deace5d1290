"""Which operations of a schema, and which of their statuses, tests have exercised."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote, urlsplit

from restflow.test._exchanges.exchange import Exchange
from restflow.test._exchanges.recording import record_exchanges
from restflow.test._schema.document import local_document

if TYPE_CHECKING:
    from restflow.test._schema.operation import Operation

Seen = dict[str, set[int]]


class SchemaCoverage:
    """Which operations of an OpenAPI document, and which statuses, were exercised.

    It is a context manager, which you can enter again. Its block counts the requests of
    all test clients of this process: those of Django, of Django REST framework and of
    restflow, and what `AsyncSchemaClient` sends with any client. It does not count
    other requests to a live server.

    `str()` gives a report of what is missing.

    Args:
        schema: A dict, or a `pathlib.Path` of a file, as for `AsyncSchemaClient`. By
            default, drf-spectacular makes the document.

    Raises:
        ModuleNotFoundError: drf-spectacular is needed and not installed.

    Since:
        0.1.0.
    """

    def __init__(self, schema: Mapping[str, Any] | Path | None = None) -> None:
        self._document = local_document(schema)
        self._seen: Seen = {}
        self._exchanges: list[Exchange] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._exchanges = self._stack.enter_context(record_exchanges())
        _measuring.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        _measuring.remove(self)
        self._digest()
        self._exchanges = []
        self._stack.close()

    @property
    def missing(self) -> dict[str, list[str]]:
        """The declared statuses that no response had, by operation.

        An operation that lacks none is left out.
        """
        self._digest()
        found = {
            operation.id: [
                status
                for status in sorted(operation.responses)
                if status not in map(operation.declared, self._seen_of(operation.id))
            ]
            for operation in self._document.operations.values()
        }
        return {name: statuses for name, statuses in found.items() if statuses}

    @property
    def undeclared(self) -> dict[str, list[int]]:
        """The statuses of responses that the schema does not declare, by operation."""
        self._digest()
        found = {
            name: sorted(
                status
                for status in statuses
                if self._document.operations[name].declared(status) is None
            )
            for name, statuses in self._seen.items()
        }
        return {name: statuses for name, statuses in found.items() if statuses}

    def __str__(self) -> str:
        self._digest()
        operations = self._document.operations
        never = [name for name in operations if name not in self._seen]
        declared = sum(len(operation.responses) for operation in operations.values())
        missing = self.missing
        open_ = sum(map(len, missing.values()))
        called = len(operations) - len(never)
        seen = f"{declared - open_} of {declared} statuses seen"
        lines = [f"{called} of {len(operations)} operations called, {seen}"]
        width = max(map(len, [*missing, *self.undeclared, ""]))
        for name, statuses in missing.items():
            what = "never called" if name in never else "never answered"
            lines.append(f"{name:{width}}  {what}: {', '.join(statuses)}")
        for name, codes in self.undeclared.items():
            answered = ", ".join(map(str, codes))
            lines.append(f"{name:{width}}  not declared: {answered}")
        return "\n".join(lines)

    def _seen_of(self, operation: str) -> set[int]:
        return self._seen.get(operation, set())

    def _note(self, operation: str, status: int) -> None:
        if operation in self._document.operations:
            self._seen.setdefault(operation, set()).add(status)

    def _digest(self) -> None:
        """Take over what the exchanges so far tell."""
        for exchange in self._exchanges:
            path = unquote(urlsplit(exchange.url).path)
            operation = self._document.operation_at(exchange.method, path)
            if operation is not None and exchange.status is not None:
                self._note(operation.id, exchange.status)


_measuring: list[SchemaCoverage] = []


def handed_over(coverage: SchemaCoverage) -> dict[str, list[int]]:
    """Return what was seen, for another process."""
    return {name: [*statuses] for name, statuses in coverage._seen.items()}  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def take_over(coverage: SchemaCoverage, seen: Mapping[str, list[int]]) -> None:
    """Add what another process has seen."""
    for name, statuses in seen.items():
        for status in statuses:
            coverage._note(name, status)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def note(operation: Operation, status: int) -> None:
    """Tell whoever measures that an operation was called."""
    for coverage in _measuring:
        coverage._note(operation.id, status)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
