"""The responses to the requests of an access table, and the error about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from restflow._traps import ACCESS, TrapError, public
from restflow.test._access.table import NOT_ALLOWED, Key, Rows, as_text, cell, shown
from restflow.test._database.lines import users_line
from restflow.test._handler.signals import muted_finish
from restflow.test._stories.routes import IMPLIED, Route

_SERVER_ERROR = 500
_MOST_ERRORS = 10

# The tables that were true, where the run writes them; None where it checks them.
_written: list[tuple[str, str]] | None = None


def write_tables() -> list[tuple[str, str]]:
    """Have tables written from now on, and none checked.

    Returns:
        A list that gets what was written: the file or the line, and the table.
    """
    global _written  # noqa: PLW0603  (an option of a run)
    _written = []
    return _written


def check_tables() -> None:
    """Have tables checked from now on, and none written."""
    global _written  # noqa: PLW0603  (an option of a run)
    _written = None


def writing() -> bool:
    """Tell whether tables are written, and not checked."""
    return _written is not None


@public
class AccessTableError(TrapError, AssertionError):
    """An access table differs from the API, or leaves something out.

    It shows the rows that differ, with what was expected and what was found. Its code
    is restflow.E123.

    Since:
        0.1.0.
    """


@dataclass
class Cell:
    """One cell of a table.

    Attributes:
        key: The row.
        actor: The column.
        expected: The status, or None where the method is not offered.
        route: What is asked.
        status: What came back.
        error: What the view raised.
        offered: Which methods the view answers instead, if it says so.
    """

    key: Key
    actor: str
    expected: int | None
    route: Route
    status: int | None = None
    error: Exception | None = None
    offered: tuple[str, ...] = ()

    def answered(self, response: Any) -> None:
        """Note what came back."""
        status: int = response.status_code
        self.status = None if status == NOT_ALLOWED else status
        if self.status is None:
            named = (name.strip() for name in response.get("Allow", "").split(","))
            self.offered = tuple(name for name in named if name not in {"", *IMPLIED})
        info: Any = getattr(response, "exc_info", None)
        self.error = info[1] if info else None
        if getattr(response, "streaming", False):
            # What it reads from, such as a file, is left open until then.
            with muted_finish():
                response.close()

    def raised(self, error: Exception) -> None:
        """Note what came instead, as with DEBUG_PROPAGATE_EXCEPTIONS."""
        self.status, self.error = _SERVER_ERROR, error

    @property
    def is_right(self) -> bool:
        """Whether the table says so."""
        return self.status == self.expected


@dataclass
class Found:
    """What a table was found to be.

    Attributes:
        actors: The columns.
        rows: The rows of the table.
        cells: The cells that were asked.
        left_out: What views offer and the table does not name.
        unknown: Rows whose route the URLconf does not have.
        path: The file of the table, if it has one.
        exclude: Prefixes of paths that need no rows.
    """

    actors: list[str]
    rows: Rows
    cells: list[Cell]
    left_out: list[Key]
    unknown: list[str]
    path: Path | None = None
    exclude: tuple[str, ...] = ()
    _by_row: dict[Key, dict[str, Cell]] = field(
        default_factory=dict[Key, dict[str, Cell]], init=False
    )

    def ask(self) -> Iterator[Cell]:
        """Yield the cells, each of which is to be answered before the next one.

        Only its refusal tells which methods a plain function offers.
        """
        for asked in self.cells:
            yield asked
            route = asked.route
            if route.methods is not None or route.path.startswith(self.exclude):
                continue
            known = {(one.key[0], one.route.path) for one in self.cells}
            for method in asked.offered:
                if (method, route.path) not in known:
                    self._add((method, asked.key[1]), route)

    def _add(self, key: Key, route: Route) -> None:
        """Add a row that the table lacks, which is asked if tables are written."""
        left_out = key[0], route.path
        if left_out not in self.left_out:
            self.left_out.append(left_out)
        if writing():
            # The list grows while it is gone through.
            self.cells += [Cell(key, actor, None, route) for actor in self.actors]

    def conclude(self) -> None:
        """Write the table, or fail if it is not true.

        Raises:
            AccessTableError: It is not.
        """
        __tracebackhide__ = True
        for asked in self.cells:
            self._by_row.setdefault(asked.key, {})[asked.actor] = asked
        if _written is not None:
            self._write(_written)
            return
        wrong = [asked for asked in self.cells if not asked.is_right]
        if not (wrong or self.left_out or self.unknown):
            return
        told = [*self._differing(wrong), *self._missing()]
        if self.unknown:
            told.append("The URLconf has no such route: " + "; ".join(self.unknown))
        raise AccessTableError(
            ACCESS,
            f"The access table in {users_line()} is not what the API does.\n"
            + "\n".join(told),
            "Change the API or the table. `pytest --restflow-access` writes the table "
            "that is true today.",
        )

    def _write(self, written: list[tuple[str, str]]) -> None:
        known = [key for key in self.rows if key not in self._by_row]
        rows: dict[Key, dict[str, int | None]] = {
            key: {
                name: cells[name].status if name in cells else None
                for name in self.actors
            }
            for key, cells in self._by_row.items()
        }
        # A row that says that a method is not offered has not been asked.
        rows |= {key: dict.fromkeys(self.actors) for key in known}
        text = as_text(self.actors, rows) + "\n"
        if self.path is not None:
            self.path.write_text(text, encoding="utf-8")
        written.append((str(self.path or users_line()), text))

    def _differing(self, wrong: list[Cell]) -> list[str]:
        if not wrong:
            return []
        keys = {asked.key: None for asked in wrong}
        table = shown(
            self.actors,
            {
                key: {name: self._told(key, name) for name in self.actors}
                for key in keys
            },
        )
        others = len(self.rows) - len(keys)
        cells = "1 cell is" if len(wrong) == 1 else f"{len(wrong)} cells are"
        lines = ["", table, "", f"{cells} wrong; rows without a wrong cell: {others}."]
        raised = [asked for asked in wrong if asked.error is not None]
        lines += [
            f"{' '.join(asked.key)} as {asked.actor} raised "
            f"{type(asked.error).__name__}: {asked.error}"
            for asked in raised[:_MOST_ERRORS]
        ]
        return lines

    def _told(self, key: Key, actor: str) -> str:
        asked = self._by_row[key].get(actor)
        if asked is None:
            return cell(None)
        if asked.is_right:
            return cell(asked.status)
        return f"{cell(asked.expected)} -> {cell(asked.status)} !"

    def _missing(self) -> list[str]:
        if not self.left_out:
            return []
        rows = "\n".join(f"  {method} {path}" for method, path in self.left_out)
        return [f"The table does not name what views offer:\n{rows}"]
