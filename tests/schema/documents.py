"""Documents for tests, without what a test has no use for."""

from __future__ import annotations

from typing import Any

Node = dict[str, Any]


def document(paths: Node, *, version: str = "3.1.0", **more: Any) -> Node:
    """Return a document with these paths."""
    return {"openapi": version, "paths": paths, **more}


def one(
    *,
    method: str = "get",
    path: str = "/thing/",
    version: str = "3.1.0",
    components: Node | None = None,
    **operation: Any,
) -> Node:
    """Return a document with one operation, `thing`."""
    node = {"operationId": "thing", "responses": {"200": {}}, **operation}
    paths = {path: {method: node}}
    return document(paths, version=version, components=components or {})


def answering(schema: Any, *, media: str = "application/json", **more: Any) -> Node:
    """Return a document whose operation answers what a schema says."""
    content = {media: {"schema": schema}}
    return one(responses={"200": {"content": content}}, **more)


def schemas(**named: Any) -> Node:
    """Return components with these schemas."""
    return {"schemas": named}


def ref(name: str) -> Node:
    """Return a reference to a schema among the components."""
    return {"$ref": f"#/components/schemas/{name}"}
