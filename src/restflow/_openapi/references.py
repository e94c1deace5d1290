"""The content of an OpenAPI document, and where its references lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import unquote

Node = Mapping[str, Any]

_VERSIONS = ("3.0", "3.1")


class References:
    """An OpenAPI document of version 3.0 or 3.1, as far as schemas need it.

    Args:
        content: What is in it.
        name: What it is called in errors.

    Raises:
        ValueError: It isn't an OpenAPI document of these versions.
    """

    def __init__(self, content: Any, name: str) -> None:
        is_object = isinstance(content, Mapping)
        version = cast("Node", content).get("openapi") if is_object else None
        self.version = str(version)[:3]
        if self.version not in _VERSIONS:
            raise ValueError(
                f"{name} is no OpenAPI document of version 3.0 or 3.1: its `openapi` "
                f"is {version!r}."
            )
        self._content: Node = content

    def at(self, reference: str) -> Any:
        """Return what a reference leads to.

        Raises:
            ValueError: It leads out of the document, or to nothing.
        """
        start, *tokens = reference.split("/")
        node: Any = self._content if start == "#" else None
        for token in tokens:
            key = unquote(token).replace("~1", "/").replace("~0", "~")
            try:
                index: Any = int(key) if isinstance(node, list) else key
                node = cast("Any", node)[index]
            except (LookupError, TypeError, ValueError):
                node = None
        if node is None:
            raise ValueError(f"the schema refers to {reference}, which is not in it")
        return node

    def resolved(self, node: Any) -> Node:
        """Return an object, or what it refers to."""
        while isinstance(node, Mapping) and "$ref" in node:
            node = self.at(str(cast("Node", node)["$ref"]))
        return cast("Node", node)

    def is_marked(self, schema: Any, flag: str) -> bool:
        """Tell whether a property is marked as read-only or write-only."""
        if not isinstance(schema, Mapping):
            return False
        node = cast("Node", schema)
        return bool(node.get(flag) or self.resolved(node).get(flag))
