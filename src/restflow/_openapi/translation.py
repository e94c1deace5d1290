"""Schemas of OpenAPI as JSON Schema, of the draft 2020-12.

OpenAPI 3.1 has that draft's schemas; those of 3.0 are a dialect of its own. In both, a
schema says what is meant for requests only, and how one of several is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from restflow._openapi.formats import KNOWN
from restflow._openapi.references import References

Schema = dict[str, Any]

# What holds schemas for what is within a value, ...
_INNER = (
    "additionalProperties",
    "contains",
    "items",
    "prefixItems",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_INNER_BY_NAME = ("patternProperties", "properties")
# ... and what holds schemas for the same value.
_SAME = ("allOf", "anyOf", "else", "oneOf", "then")
_SAME_BY_NAME = ("dependentSchemas",)
# These ask, and promise nothing.
_ASKED = ("if", "not")
# What no value is: jsonschema does not say which property a `false` stands at. The
# first is for what is write-only.
NOTHING: Schema = {"not": {}}
FORBIDDEN: Schema = {"not": True}
# They would give references another meaning.
_DROPPED = ("$anchor", "$id", "$schema", "discriminator", "nullable")
_OPEN = {"additionalProperties", "unevaluatedProperties"}


class Translation:
    """Translates a schema, with all that it refers to.

    Args:
        document: Where references lead.
        closed: Refuse properties that the schema does not mention, which JSON Schema
            allows.
        sent: Whether values are those of requests; otherwise of responses.

    Attributes:
        gaps: What can't be checked.
    """

    def __init__(
        self, document: References, *, closed: bool = False, sent: bool = False
    ) -> None:
        self.gaps: list[str] = []
        self._sent = sent
        self._document = document
        self._closed = closed
        self._definitions: Schema = {}
        # References that a definition was begun for.
        self._names: dict[str, str] = {}

    def whole(self, schema: Any) -> Schema:
        """Return a translated schema, with its definitions."""
        translated = self._value(schema)
        return {"allOf": [translated], "$defs": self._definitions}

    def _value(self, schema: Any) -> Any:
        """Translate the schema of a value, which is checked as a whole."""
        translated = self._same(schema)
        if self._closed and isinstance(translated, dict):
            closed = cast("Schema", translated)
            return closed | (
                {"unevaluatedProperties": False} if _is_object(closed) else {}
            )
        return translated

    def _same(self, schema: Any) -> Any:
        """Translate a schema that others may add something to."""
        if not isinstance(schema, Mapping):
            # True and False are schemas.
            return schema
        node = cast("Mapping[str, Any]", schema)
        if "$ref" in node:
            reference = self._reference(str(node["$ref"]))
            if self._document.version == "3.0":
                # Nothing counts beside it.
                return reference
            others = {key: value for key, value in node.items() if key != "$ref"}
            return {**reference, **self._same(others)}
        translated = {
            key: self._keyword(key, value)
            for key, value in node.items()
            if key not in _DROPPED
        }
        self._note_format(node)
        self._forget_hidden(node, translated)
        if isinstance(node.get("discriminator"), Mapping):
            self._discriminate(node, translated)
        return (
            _of_30(node, translated) if self._document.version == "3.0" else translated
        )

    def _keyword(self, key: str, value: Any) -> Any:
        translate = self._value
        if key in _SAME or key in _SAME_BY_NAME:
            translate = self._same
        elif key in _ASKED:
            return self._open(value)
        elif key not in _INNER and key not in _INNER_BY_NAME:
            return value
        if key in _INNER_BY_NAME or key in _SAME_BY_NAME:
            return {
                name: FORBIDDEN if part is False else translate(part)
                for name, part in value.items()
            }
        if isinstance(value, list):
            return [
                FORBIDDEN if part is False else translate(part)
                for part in cast("Any", value)
            ]
        return translate(value)

    def _open(self, schema: Any) -> Any:
        closed, self._closed = self._closed, False
        try:
            return self._same(schema)
        finally:
            self._closed = closed

    def _reference(self, reference: str) -> Schema:
        """Return a reference to a definition, which is made unless it is there."""
        key = f"{reference} closed" if self._closed else reference
        if key not in self._names:
            self._names[key] = name = f"{len(self._names)}"
            try:
                self._definitions[name] = self._same(self._document.at(reference))
            except ValueError as error:
                self.gaps.append(str(error))
                self._definitions[name] = True
        return {"$ref": f"#/$defs/{self._names[key]}"}

    def _note_format(self, node: Mapping[str, Any]) -> None:
        if "format" in node and node["format"] not in KNOWN:
            self.gaps.append(f"the format {node['format']!r} is not known")

    def _forget_hidden(self, node: Mapping[str, Any], translated: Schema) -> None:
        """Require nothing that belongs to the other side; refuse it in responses."""
        flag = "readOnly" if self._sent else "writeOnly"
        hidden = [
            name
            for name, value in node.get("properties", {}).items()
            if self._document.is_marked(value, flag)
        ]
        if hidden:
            # Who sends back what was received may leave in what is read only.
            if not self._sent:
                translated["properties"].update(dict.fromkeys(hidden, NOTHING))
            required = [n for n in node.get("required", ()) if n not in hidden]
            translated["required"] = required

    def _discriminate(self, node: Mapping[str, Any], translated: Schema) -> None:
        """Have one property choose among several schemas, as it says which is meant."""
        choice = next((key for key in ("oneOf", "anyOf") if key in node), None)
        if choice is None:
            self.gaps.append("a discriminator without `oneOf` or `anyOf`")
            return
        parts: list[Any] = node[choice]
        references = [part["$ref"] for part in parts if "$ref" in part]
        if len(references) != len(parts):
            # A schema without a name can't be chosen by it: it is checked as it stands.
            return
        name = node["discriminator"]["propertyName"]
        by_value = {reference.rpartition("/")[2]: reference for reference in references}
        mapping: dict[str, str] = node["discriminator"].get("mapping") or {}
        named = {reference.rpartition("/")[2] for reference in mapping.values()}
        by_value = {v: r for v, r in by_value.items() if v not in named}
        for value, reference in mapping.items():
            is_name = "/" not in reference
            prefix = "#/components/schemas/" if is_name else ""
            by_value[value] = prefix + reference
        del translated[choice]
        chosen: Schema = {
            "required": [name],
            "properties": {name: {"enum": [*by_value]}},
        }
        translated.setdefault("allOf", []).extend(
            [chosen, *(self._case(name, v, r) for v, r in by_value.items())]
        )

    def _case(self, name: str, value: str, reference: str) -> Schema:
        condition = {"required": [name], "properties": {name: {"const": value}}}
        return {"if": condition, "then": self._reference(reference)}


def _is_object(schema: Schema) -> bool:
    """Tell whether a schema says which properties a value has."""
    mentions = {"$ref", "properties", *_SAME} & schema.keys()
    is_object = "object" in str(schema.get("type", ""))
    return bool(mentions or is_object) and not _OPEN & schema.keys()


def _of_30(node: Mapping[str, Any], translated: Schema) -> Schema:
    """Return what a schema of 3.0 means, where JSON Schema says it in another way."""
    for limit in ("Minimum", "Maximum"):
        exclusive = translated.get(f"exclusive{limit}")
        if isinstance(exclusive, bool):
            del translated[f"exclusive{limit}"]
            if exclusive and limit.lower() in translated:
                translated[f"exclusive{limit}"] = translated.pop(limit.lower())
    if not node.get("nullable"):
        return translated
    if "type" in translated:
        return {**translated, "type": [translated["type"], "null"]}
    # It says nothing there by the letter, and generators mean something by it.
    return {"anyOf": [translated, {"type": "null"}]}
