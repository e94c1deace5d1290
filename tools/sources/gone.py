"""What is named somewhere and is not there any more: examples, and public names."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping

from tools.paths import EXAMPLES, SAMPLE, examples, name_of, record_of
from tools.sources.browser_list import local_only
from tools.sources.catalogue import includes, load_rows
from tools.sources.traps import catalogue

# How many of them a message names.
_NAMED = 5


def gone_examples() -> dict[str, list[str]]:
    """Return where examples are named that are not there, by their paths."""
    named: dict[str, list[str]] = {}
    for row, paths in load_rows().items():
        for path in paths:
            named.setdefault(path, []).append(f"docs_src/rows.toml ({row})")
    for path in local_only():
        named.setdefault(path, []).append("docs_src/browser.toml")
    for trap in catalogue():
        if trap.example:
            place = f"src/restflow/_traps.py ({trap.code})"
            named.setdefault(trap.example, []).append(place)
    for card, pages in includes().items():
        if path := _example_of(card):
            places = [f"docs/{page}" for page in pages]
            named.setdefault(path, []).extend(places)
    for record in EXAMPLES.glob("*/test_*.json"):
        path = name_of(record.with_suffix(".py"))
        named.setdefault(path, []).append(f"docs_src/{name_of(record)}, its record")
    return {
        path: places
        for path, places in sorted(named.items())
        if not (EXAMPLES / path).exists()
    }


def told_of_examples(gone: Mapping[str, list[str]]) -> str:
    """Say which examples are gone, where they are named, and what to do.

    Args:
        gone: Where examples are named that are not there.
    """
    lines = [
        f"  docs_src/{path} is named in {', '.join(places)}"
        for path, places in gone.items()
    ]
    rows = {path for paths in load_rows().values() for path in paths}
    new = [name_of(path) for path in examples() if name_of(path) not in rows]
    renamed = (
        f" No row names {_some(new)}: if that is its new name, use it." if new else ""
    )
    return (
        "Examples that are not there:\n" + "\n".join(lines) + "\nIf you deleted or "
        "renamed one on purpose, remove or rename it in these places. Otherwise "
        f"restore it, or correct what is misspelt there.{renamed}"
    )


def told_of_names(unused: Iterable[str], public: Collection[str]) -> str:
    """Say which public names no example executes, and what may have happened.

    Args:
        unused: Public names that no example executes.
        public: All public names.
    """
    lines = [f"  {name}" for name in unused]
    text = "Public names that no example executes:\n" + "\n".join(lines) + "\n"
    if gone := gone_names(public):
        records = ", ".join(f"{name} in {_some(paths)}" for name, paths in gone.items())
        return (
            f"{text}Records have names that are not public any more: {records}. If one "
            "of them has a new name now, rename it in the examples and in docs, and "
            "run `make records`. No new example is needed."
        )
    if lost := gone_examples():
        return f"{text}{told_of_examples(lost)}"
    return (
        f"{text}If an example of it was deleted or changed, bring back what it showed. "
        "If the name is new, write an example. Then run `make records`."
    )


def gone_names(public: Collection[str]) -> dict[str, list[str]]:
    """Return the names of records that are not public, with the examples of each.

    Args:
        public: All public names.
    """
    found: dict[str, list[str]] = {}
    for path in examples():
        record = record_of(path)
        if not record.exists():
            continue
        used: dict[str, list[str]] = json.loads(record.read_text())["api"]
        for name in used:
            if name not in public:
                found.setdefault(name, []).append(name_of(path))
    return found


def _example_of(card: str) -> str:
    """Return the example whose card an include line names, or nothing."""
    topic, _, slug = card.removesuffix(".md").partition("/")
    is_topic = bool(slug) and topic not in SAMPLE and (EXAMPLES / topic).is_dir()
    has_examples = is_topic and any((EXAMPLES / topic).glob("test_*.py"))
    return f"{topic}/test_{slug}.py" if has_examples and "/" not in slug else ""


def _some(names: Collection[str]) -> str:
    first = ", ".join([*names][:_NAMED])
    more = len(names) - _NAMED
    return f"{first} and {more} more" if more > 0 else first
