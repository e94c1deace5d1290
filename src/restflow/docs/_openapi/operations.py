"""The operations of a document, and which of them a recorded request belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from restflow._openapi.places import METHODS, pattern, server_path
from restflow._openapi.references import References
from restflow.docs._openapi.placeholders import is_placeholder

Node = dict[str, Any]


class Operation(NamedTuple):
    """An operation, as it stands in the document.

    Attributes:
        method: The HTTP method, in capitals.
        path: The path, with `{name}` for its parameters.
        node: The object, in which its examples are to be put.
        parameters: The schemas of the parameters of its path, by name.
    """

    method: str
    path: str
    node: Node
    parameters: dict[str, Node]

    def __str__(self) -> str:
        return f"{self.node.get('operationId', '')} ({self.method} {self.path})".strip()


class Operations:
    """Finds the operation of a request.

    Args:
        content: The document.
        prefix: What the application is mounted below: paths of requests may begin with
            it, and paths of the document as well.
    """

    def __init__(self, content: Node, prefix: str = "") -> None:
        self.document = References(content, "The document")
        self._prefixes = {server_path([content]), prefix.rstrip("/")} - {""}
        paths: Node = content.get("paths") or {}
        found = [one for path, item in paths.items() for one in self._of(path, item)]
        # A path without parameters comes before one that it would fit as well.
        found.sort(key=lambda one: one.path.count("{"))
        self._patterns = [(_named(one.path), one) for one in found]

    def find(self, method: str, url: str) -> Operation | None:
        """Return the operation that answers a request, or None.

        Args:
            method: The HTTP method.
            url: The path with its query, or an absolute URL.
        """
        path = unquote(urlsplit(url).path)
        for way in self._ways(path):
            for matching, operation in self._patterns:
                match = matching.fullmatch(way)
                if operation.method == method and match and _fits(operation, match):
                    return operation
        return None

    def _of(self, path: str, item: Node) -> Iterator[Operation]:
        for method in METHODS:
            if method in item:
                given = [
                    *item.get("parameters", ()),
                    *item[method].get("parameters", ()),
                ]
                nodes = [self.document.resolved(one) for one in given]
                schemas = {
                    one["name"]: dict(self.document.resolved(one.get("schema", {})))
                    for one in nodes
                    if one["in"] == "path"
                }
                yield Operation(method.upper(), path, item[method], schemas)

    def _ways(self, path: str) -> Iterator[str]:
        """Yield how the document may spell a path."""
        yield path
        for prefix in sorted(self._prefixes, reverse=True):
            if path.startswith(f"{prefix}/"):
                yield path.removeprefix(prefix)
        for prefix in sorted(self._prefixes):
            yield f"{prefix}{path}"


def _named(path: str) -> re.Pattern[str]:
    # One group for each parameter, in their order.
    return re.compile(pattern(path).pattern.replace("[^/]+", "([^/]+)"))


def _fits(operation: Operation, match: re.Match[str]) -> bool:
    """Tell whether the values in a path are of the types that their schemas name."""
    names = re.findall(r"\{([^}]+)\}", operation.path)
    return all(
        _is_one(operation.parameters.get(name, {}), value)
        for name, value in zip(names, match.groups(), strict=True)
    )


def _is_one(schema: Node, value: str) -> bool:
    if is_placeholder(value):
        return True
    if schema.get("type") == "integer":
        return value.removeprefix("-").isdigit()
    return bool(re.search(schema.get("pattern", ""), value))
