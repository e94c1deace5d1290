"""Where a value differs from its schema, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Protocol

from restflow._openapi.formats import format_checker
from restflow._openapi.references import References
from restflow._openapi.translation import FORBIDDEN, NOTHING, Translation

# How jsonschema names properties that nothing in a schema has to do with.
_NAMES = re.compile(r"\((.*) (?:was|were) unexpected\)")
_MOST_SHOWN = 10
_LONGEST = 100


class _Validator(Protocol):
    """What is used of a validator of jsonschema."""

    def is_valid(self, instance: Any, /) -> bool: ...
    def iter_errors(self, instance: Any, /) -> Iterator[Any]: ...


def load_jsonschema() -> tuple[Any, Any]:
    """Return the validator of jsonschema, and what chooses among its errors.

    Raises:
        ModuleNotFoundError: It is not installed.
    """
    try:
        import jsonschema.exceptions
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "validate=True needs jsonschema. Install it with: "
            'pip install "restflow[schema]"',
            name="jsonschema",
        ) from None
    exceptions: Any = jsonschema.exceptions
    return jsonschema.Draft202012Validator, exceptions.best_match


class Schema:
    """A schema of a document, ready to check values.

    Args:
        document: The document.
        schema: The schema.
        sent: Whether values are those of requests; otherwise of responses.

    Attributes:
        gaps: What of it can't be checked.

    """

    def __init__(
        self, document: References, schema: Any, *, sent: bool = False
    ) -> None:
        validator, self._best = load_jsonschema()
        made = partial(validator, format_checker=format_checker())
        opened = Translation(document, sent=sent)
        closed = Translation(document, closed=True, sent=sent)
        self._validator: _Validator = made(opened.whole(schema))
        self._closed: _Validator = made(closed.whole(schema))
        self.gaps = opened.gaps

    def allows(self, value: Any) -> bool:
        """Tell whether a value is as the schema says."""
        return self._validator.is_valid(value)

    def differences(self, value: Any) -> list[str]:
        """Return where a value is not as the schema says."""
        return self.told(self.errors(value))

    def errors(self, value: Any) -> list[Any]:
        """Return the errors of jsonschema, for those who judge them one by one."""
        return [*self._validator.iter_errors(value)]

    def told(self, errors: list[Any]) -> list[str]:
        """Return errors in words."""
        # Of a choice between schemas, what fits best says most.
        return [line for error in errors for line in _told(self._best([error]))]

    def unmentioned(self, value: Any) -> list[str]:
        """Return the properties that the schema allows, and does not mention."""
        found: list[str] = []
        waiting = [*self._closed.iter_errors(value)]
        while waiting:
            error = waiting.pop(0)
            waiting += error.context
            if error.validator == "unevaluatedProperties":
                names = _NAMES.search(error.message)
                said = f"nothing of {names[1]}" if names else error.message
                found.append(f"{error.json_path}: the schema says {said}")
        return found


def _told(error: Any) -> Iterator[str]:
    path, instance = error.json_path, error.instance
    if error.validator == "required":
        for name in error.validator_value:
            if name not in instance:
                yield f"{path}.{name}: expected; it is not there"
    elif error.schema == NOTHING:
        yield f"{path}: expected nothing, as it is write-only; got {short(instance)}"
    elif error.validator is None or error.schema == FORBIDDEN:
        # The schema is `false`.
        yield f"{path}: expected nothing; got {short(instance)}"
    else:
        expected = f"{error.validator} {short(error.validator_value)}"
        yield f"{path}: expected {expected}; got {short(instance)}"


def short(value: Any) -> str:
    """Return a value as JSON, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def listed(found: list[str]) -> str:
    """Return lines, indented, the first of them if there are many."""
    # jsonschema has an error for each property that is missing; each names them all.
    lines = [*dict.fromkeys(found)]
    left = len(lines) - _MOST_SHOWN
    more = [f"and {left} more"] if left > 0 else []
    return "\n".join(f"  {line}" for line in [*lines[:_MOST_SHOWN], *more])
