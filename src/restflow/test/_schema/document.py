"""An OpenAPI document: where it comes from, and what is in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed

from restflow._openapi.places import METHODS, pattern, server_path
from restflow._openapi.references import Node, References
from restflow.test._schema.operation import Operation, Parameter


class Document(References):
    """An OpenAPI document of version 3.0 or 3.1.

    Args:
        content: What is in it.
        name: What it is called in errors.

    Raises:
        ValueError: It isn't an OpenAPI document of these versions.
    """

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """All operations, by their id, or by method and path where they have none."""
        return {operation.id: operation for operation in self._operations()}

    def operation_at(self, method: str, path: str) -> Operation | None:
        """Return the operation that answers a request, or None."""
        for matching, operation in self._patterns:
            if operation.method == method and matching.fullmatch(path):
                return operation
        return None

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], Operation]]:
        # A path without parameters comes before one that it would fit as well.
        ordered = sorted(
            self.operations.values(), key=lambda operation: operation.path.count("{")
        )
        return [(pattern(operation.path), operation) for operation in ordered]

    def _operations(self) -> Iterator[Operation]:
        paths: Node = self._content.get("paths") or {}
        for path, entry in paths.items():
            item = self.resolved(entry)
            for method in METHODS:
                if method in item:
                    yield self._operation(method.upper(), path, item, item[method])

    def _operation(self, method: str, path: str, item: Node, node: Node) -> Operation:
        shared = [self._parameter(entry) for entry in item.get("parameters", ())]
        own = [self._parameter(entry) for entry in node.get("parameters", ())]
        parameters = {(p.name, p.location): p for p in [*shared, *own]}
        body = self.resolved(node.get("requestBody") or {})
        full = self._prefix(item, node) + path
        return Operation(
            id=node.get("operationId") or f"{method} {full}",
            method=method,
            path=full,
            parameters=[p for p in parameters.values() if p.location != "cookie"],
            bodies={
                media: self._fields(content.get("schema", {}))
                for media, content in body.get("content", {}).items()
            },
            responses={
                str(status): self.resolved(response)
                for status, response in node.get("responses", {}).items()
            },
        )

    def _prefix(self, item: Node, node: Node) -> str:
        return server_path((node, item, self._content))

    def _parameter(self, entry: Any) -> Parameter:
        node = self.resolved(entry)
        style = node.get("style", "form" if node["in"] == "query" else "simple")
        if "content" in node:
            style = "json"
        return Parameter(
            name=node["name"],
            location=node["in"],
            required=node.get("required", False),
            style=style,
            explode=node.get("explode", style == "form"),
        )

    def _fields(self, schema: Any) -> dict[str, bool]:
        """Return the properties of a body, each with whether it is required."""
        node = self.resolved(schema)
        fields: dict[str, bool] = {}
        for keyword in ("allOf", "oneOf", "anyOf"):
            for part in node.get(keyword, ()):
                for name, required in self._fields(part).items():
                    fields[name] = fields.get(name, False) or (
                        required and keyword == "allOf"
                    )
        required_names = node.get("required", ())
        for name, value in node.get("properties", {}).items():
            if not self.is_marked(value, "readOnly"):
                fields[name] = fields.get(name, False) or name in required_names
        return fields


# --- Where it comes from -------------------------------------------------------------


def parsed(text: str, name: str) -> Document:
    """Return the document that a text in JSON or YAML is.

    Raises:
        ValueError: It is no OpenAPI document.
        ModuleNotFoundError: It is YAML, and PyYAML is not installed.
    """
    if text.lstrip().startswith("{"):
        return Document(json.loads(text), name)
    try:
        import yaml
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            f"{name} is not JSON. To read YAML, install PyYAML.", name="yaml"
        ) from None
    # Dates, and numbers as keys, are text in JSON.
    content = json.loads(json.dumps(yaml.safe_load(text), default=str))
    return Document(content, name)


def local_document(schema: Node | Path | None) -> Document:
    """Return the document that a dict or a file has, or else the project's own."""
    if schema is None:
        return project_document()
    if isinstance(schema, Path):
        return parsed(schema.read_text(encoding="utf-8"), str(schema))
    return Document(schema, "The schema")


# The URLs that it describes, and the document.
_made: list[tuple[Any, Document]] = []


def project_document() -> Document:
    """Return the document that drf-spectacular makes of the project.

    Raises:
        ModuleNotFoundError: drf-spectacular is not installed.
    """
    urls = settings.ROOT_URLCONF
    if not _made or _made[0][0] != urls:
        _made[:] = [(urls, _generate())]
    return _made[0][1]


def _forget(*, setting: str, **_: Any) -> None:
    if setting in {"ROOT_URLCONF", "REST_FRAMEWORK", "SPECTACULAR_SETTINGS"}:
        _made.clear()


setting_changed.connect(_forget)


def _generate() -> Document:
    try:
        from drf_spectacular.renderers import OpenApiJsonRenderer
        from drf_spectacular.settings import spectacular_settings
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            "Without a schema, drf-spectacular has to make one, and it is not "
            "installed. Install it, or pass a dict, a Path or a URL as the schema.",
            name=missing.name,
        ) from None
    urls: Any = settings.ROOT_URLCONF
    is_path = isinstance(urls, str)
    # A test may have patterns in the place of a module.
    patterns = [*urls] if hasattr(urls, "__iter__") and not is_path else None
    generator = spectacular_settings.DEFAULT_GENERATOR_CLASS(patterns=patterns)
    content = generator.get_schema(public=True)
    return parsed(OpenApiJsonRenderer().render(content).decode(), "drf-spectacular's")
