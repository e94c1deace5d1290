"""What docs/tasks.md says of each task."""

from __future__ import annotations

import re

from tools.paths import DOCS

_SECTION = re.compile(r"^## \d+\. .*\{ #(?P<anchor>[\w-]+) \}$", re.MULTILINE)
_PROMISE = re.compile(r"^- \*\*You see\*\* `(?P<message>[^`]+)`", re.MULTILINE)


def sections() -> dict[str, str]:
    """Return the part of the page on each task, by its name."""
    _, *parts = _SECTION.split((DOCS / "tasks.md").read_text(encoding="utf-8"))
    names = [anchor.replace("-", "_") for anchor in parts[::2]]
    return dict(zip(names, parts[1::2], strict=True))


def promise(name: str) -> str:
    """Return what a reader sees who runs the file as it is."""
    found = _PROMISE.search(sections()[name])
    assert found, (
        f"docs/tasks.md has to say what a run of {name} says: "
        "'- **You see** `AssertionError: …`'."
    )
    return found["message"]
