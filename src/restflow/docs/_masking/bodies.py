"""Finds the named values in bodies: of JSON, forms, XML, HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote_plus, unquote_plus

# Takes a name and its value, and returns what is shown, or None for the value itself.
Hide = Callable[[str, str], str | None]

# Each begins where a name can begin, and nowhere within: a body may be very long.
_PAIR = re.compile(r"(?<![^&=?#\s])(?P<name>[^&=?#\s]+)=(?P<value>[^&#\s]*)")
_PART = re.compile(
    r'(?P<head>name="?(?P<name>[^";\r\n]*)"?[^\r\n]*(?:\r?\n[^\r\n]+){0,20}\r?\n\r?\n)'
    r"(?P<value>.*?)(?=\r?\n--)",
    re.DOTALL,
)
_ELEMENT = re.compile(
    r"(?P<head><(?:[\w.-]+:)?(?P<name>[\w.-]+)(?![\w.:-])[^<>]*>(?:<!\[CDATA\[)?)"
    r"(?P<value>[^<>]+?)(?=(?:\]\]>)?</)"
)
_INPUT = re.compile(
    r'(?P<head>name="(?P<name>[^"]*)"[^<>]*?\bvalue=")(?P<value>[^"]*)', re.DOTALL
)


def hidden(text: str, kind: str, hide: Hide, *, told: bool = False) -> str:
    """Return a body in which each named value is what a function makes of it.

    Args:
        text: The body.
        kind: Its content type.
        hide: The function.
        told: Whether the body tells what is wrong with a request. Sentences in a list
            beside the name of a field are then not a value of the field.
    """
    if kind.startswith("multipart/"):
        return _replaced(_PART, text, hide)
    if kind.startswith("application/x-www-form-urlencoded"):
        return pairs(text, hide)
    if (found := _json(text)) is not None:
        try:
            made = _walked(found, "", hide, told=told)
        except RecursionError:
            # Names in a free text are found as well.
            return text
        return text if made == found else _as_before(made, text)
    if "<" in text:
        return _replaced(_INPUT, _replaced(_ELEMENT, text, hide), hide)
    return text


def pairs(text: str, hide: Hide) -> str:
    """Return a query, or a form, in which values are what a function makes of them."""

    def replace(match: re.Match[str]) -> str:
        shown = hide(unquote_plus(match["name"]), unquote_plus(match["value"]))
        if shown is None:
            return match[0]
        return f"{match['name']}={quote_plus(shown, safe='<>')}"

    return _PAIR.sub(replace, text)


def _replaced(pattern: re.Pattern[str], text: str, hide: Hide) -> str:
    def replace(match: re.Match[str]) -> str:
        shown = hide(match["name"], match["value"])
        return match[0] if shown is None else f"{match['head']}{shown}"

    return pattern.sub(replace, text)


def _json(text: str) -> Any:
    """Return the value of a JSON text that may have names, or None."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _walked(value: Any, name: str, hide: Hide, *, told: bool) -> Any:
    """Return a value of JSON; what lies within something has its name, if it hides."""
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        return {
            key: _walked(inner, _inner_name(name, key, hide), hide, told=told)
            for key, inner in fields.items()
        }
    if isinstance(value, list):
        items = cast("list[object]", value)
        if told and name and all(map(_is_sentence, items)):
            return items
        return [_walked(inner, name, hide, told=told) for inner in items]
    if value is None or isinstance(value, bool):
        return value
    shown = hide(name, str(value)) if name else None
    if shown is None and isinstance(value, str) and _json(value) is not None:
        # JSON in a text of JSON, as an event or a webhook has it.
        return hidden(value, "", hide, told=told)
    return value if shown is None else shown


def _inner_name(outer: str, key: str, hide: Hide) -> str:
    return outer if outer and hide(outer, "") is not None else key


def _is_sentence(value: Any) -> bool:
    return isinstance(value, str) and " " in value.strip()


def _as_before(value: Any, text: str) -> str:
    """Return JSON in the form that a text has."""
    outside = re.sub(r'"(\\.|[^"\\])*"', '""', text)
    if not re.search(r"[:,]\s", outside):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    indent = re.search(r"\n( +)", outside)
    width = len(indent[1]) if indent else None
    return json.dumps(value, ensure_ascii=False, indent=width)
