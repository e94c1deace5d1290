"""Your own tests as documentation: records of what they did, cards, a report."""

from typing import TYPE_CHECKING, Any

from restflow.docs._cards.markup import (
    chips_html,
    escape,
    happened_html,
    record_html,
)
from restflow.docs._cards.plain import record_text
from restflow.docs._masking.rules import Rules
from restflow.docs._openapi.errors import ExampleSchemaError
from restflow.docs._openapi.hook import add_examples
from restflow.docs._records.types import Happened, Record
from restflow.docs._watching.observer import Observed, unobserved

if TYPE_CHECKING:
    from restflow.docs._watching.watcher import Watcher

__all__ = [
    "ExampleSchemaError",
    "Happened",
    "Observed",
    "Record",
    "Rules",
    "Watcher",
    "add_examples",
    "chips_html",
    "escape",
    "happened_html",
    "record_html",
    "record_text",
    "unobserved",
]


def __getattr__(name: str) -> Any:
    """Import what needs pytest only when it is asked for.

    Cards are made, and examples put into a document, where pytest is not installed.
    """
    if name == "Watcher":
        from restflow.docs._watching.watcher import Watcher

        return Watcher
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
