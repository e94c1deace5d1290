"""Where things are, and which examples there are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "docs_src"
SOURCE = ROOT / "src"
RUNS = ROOT / ".cache" / "runs"

# The sample project: the other directories of docs_src are topics.
SAMPLE = ("accounts", "orders", "products", "project", "school")


def examples() -> list[Path]:
    """Return every example, in the order of its topic and name."""
    return sorted(
        path for path in EXAMPLES.glob("*/test_*.py") if path.parent.name not in SAMPLE
    )


def name_of(example: Path) -> str:
    """Return the name by which an example is known: `client/test_verbs.py`."""
    return example.relative_to(EXAMPLES).as_posix()


def record_of(example: Path) -> Path:
    """Return where the record of an example is kept."""
    return example.with_suffix(".json")
