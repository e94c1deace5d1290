"""An access table: reading it, and showing one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from restflow.test._stories.words import counted

# What a row is for: the method, and the path or the name of its route.
Key = tuple[str, str]
# By actor: the status, or None where the method is not offered.
Row = Mapping[str, int | None]
Rows = dict[Key, Row]

_NOT_OFFERED = "-"
# What a view answers of a method that it does not offer.
NOT_ALLOWED = 405
_LINE_OF_MARKDOWN = re.compile(r"[|\s:-]+")


def read(table: str | Mapping[str, Mapping[str, int | None]]) -> Rows:
    """Return the rows of a table.

    Args:
        table: A text whose first line has the names of the actors, and each of the
            others a method, a route, and a status for each actor; or a dict.

    Raises:
        ValueError: It isn't such a table.
    """
    if isinstance(table, str):
        return _read_text(table)
    rows: Rows = {}
    for name, row in table.items():
        statuses = {
            actor: None if status is None else _status(str(status), name)
            for actor, status in row.items()
        }
        _add(rows, key_of(name, name), statuses, name)
    return rows


def _read_text(text: str) -> Rows:
    lines = [line for line in map(_plain, text.splitlines()) if line]
    if not lines:
        return {}
    actors = re.split(r"\s{2,}", lines[0])
    if twice := sorted({name for name in actors if actors.count(name) > 1}):
        raise ValueError(f"The access table has two columns for {', '.join(twice)}.")
    rows: Rows = {}
    for line in lines[1:]:
        words = line.split()
        key = key_of(" ".join(words[:2]), line)
        statuses = words[2:]
        if len(statuses) != len(actors):
            raise ValueError(
                f"The access table has {counted(len(actors), 'actor')} "
                f"({', '.join(actors)}), and "
                f"{counted(len(statuses), 'status', 'statuses')} in the row {line!r}. "
                "Two spaces or more stand between the actors."
            )
        row = dict(zip(actors, (_status(of, line) for of in statuses), strict=True))
        _add(rows, key, row, line)
    return rows


def _plain(line: str) -> str:
    """Return a line without the bars of Markdown, or nothing if it says nothing."""
    line = line.partition("#")[0]
    if _LINE_OF_MARKDOWN.fullmatch(line):
        return ""
    return "  ".join(part.strip() for part in line.split("|")).strip()


def key_of(row: str, line: str) -> Key:
    """Return what a row is for, of which a line of a table tells.

    Raises:
        ValueError: It is for nothing.
    """
    try:
        method, route = row.split()
    except ValueError:
        raise ValueError(
            f"The row {line!r} of the access table does not begin with a method and a "
            "route, such as 'GET /api/orders/{pk}/' or 'GET order-detail'."
        ) from None
    return method.upper(), route


def _status(word: str, line: str) -> int | None:
    if word == _NOT_OFFERED:
        return None
    if not re.fullmatch("[1-5][0-9][0-9]", word):
        raise ValueError(
            f"{word!r} in the row {line!r} of the access table is no status, such as "
            f"403, nor {_NOT_OFFERED!r} for a method that is not offered."
        )
    status = int(word)
    return None if status == NOT_ALLOWED else status


def _add(rows: Rows, key: Key, row: dict[str, int | None], line: str) -> None:
    if key in rows:
        raise ValueError(f"The access table has two rows for {' '.join(key)}: {line!r}")
    rows[key] = row


def shown(actors: Iterable[str], rows: Mapping[Key, Mapping[str, str]]) -> str:
    """Return a table of cells as text, in columns."""
    names = [*actors]
    lines = [["", "", *names]]
    lines += [
        [*key, *(cells.get(name, "") for name in names)] for key, cells in rows.items()
    ]
    widths = [max(len(line[n]) for line in lines) for n in range(len(names) + 2)]
    gaps = [1, *(2 for _ in names), 0]
    return "\n".join(
        "".join(
            cell.ljust(width + gap)
            for cell, width, gap in zip(line, widths, gaps, strict=True)
        ).rstrip()
        for line in lines
    )


def cell(status: int | None) -> str:
    """Return a status as a cell has it."""
    return _NOT_OFFERED if status is None else str(status)


def as_text(actors: Iterable[str], rows: Mapping[Key, Mapping[str, Any]]) -> str:
    """Return rows of statuses as the text of a table."""
    return shown(
        actors,
        {
            key: {name: cell(status) for name, status in row.items()}
            for key, row in rows.items()
        },
    )
