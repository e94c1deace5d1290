"""The files that records are kept in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from restflow.docs._records.types import Record


def record_of(test: Path) -> Path:
    """Return where the record of a test file is: beside it."""
    return test.with_suffix(".json")


def dumped(record: Any) -> str:
    """Return a record as the text of its file."""
    return f"{json.dumps(record, indent=2, ensure_ascii=False)}\n"


def loaded(file: Path) -> Record:
    """Return the record in a file; one without tests if there is no such file.

    Raises:
        ValueError: The file holds no record.
    """
    if not file.exists():
        return {"tests": {}}
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        record["tests"].items()
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ValueError(
            f"{file} is no record. Remove it, and record its tests again."
        ) from None
    return cast("Record", record)
