"""Writing the records of a run."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from restflow.docs._records.files import dumped, loaded, record_of
from restflow.docs._records.types import Happened


class Writing:
    """Gathers what happened, and writes it beside the tests.

    Args:
        root: What the files of tests are relative to.

    Attributes:
        refused: Why files were not written.
    """

    def __init__(self, root: Path) -> None:
        self.refused: list[str] = []
        self._root = root
        self._happened: dict[str, dict[str, Happened]] = defaultdict(dict)
        self._written: list[Path] = []
        self._unchanged = 0

    def add(self, nodeid: str, happened: Happened) -> None:
        """Take what happened in a test.

        Args:
            nodeid: How pytest calls the test.
            happened: What happened.
        """
        file, _, name = nodeid.partition("::")
        self._happened[file][name] = happened

    def finish(self, collected: Mapping[str, Collection[str]]) -> None:
        """Write what has changed.

        Args:
            collected: All tests of those files that were looked at as a whole. What a
                record has of others is removed.
        """
        for file in sorted({*self._happened, *collected}):
            try:
                self._settle(file, collected.get(file))
            except ValueError as error:
                self.refused.append(str(error))
            except OSError as error:
                self.refused.append(f"{record_of(self._root / file)}: {error}")

    def _settle(self, file: str, there: Collection[str] | None) -> None:
        path = record_of(self._root / file)
        if not self._happened[file] and not path.exists():
            return
        record = loaded(path)
        before = dumped(record)
        tests = {
            name: happened
            for name, happened in (record["tests"] | self._happened[file]).items()
            if there is None or name in there
        }
        # In the order in which the file has the tests, whichever ran first.
        lines = lines_of_tests(self._root / file)
        record["tests"] = {name: tests[name] for name in sorted(tests, key=lines)}
        if (text := dumped(record)) == before and path.exists():
            self._unchanged += 1
            return
        # What can't be encoded, a half of a pair, JSON can tell by its number.
        data = text.encode(errors="backslashreplace")
        path.write_bytes(data)
        self._written.append(path)

    def told(self) -> Iterator[str]:
        """Return what a person is told of it."""
        yield from self.refused
        for path in self._written:
            within = path.is_relative_to(self._root)
            shown = path.relative_to(self._root) if within else path
            yield f"wrote {shown.as_posix()}"
        if self._unchanged:
            yield f"records that are as they were: {self._unchanged}"
        if not (self._written or self._unchanged or self.refused):
            yield "nothing was recorded, as no documented test has passed."


def lines_of_tests(file: Path) -> Callable[[str], tuple[list[int], str]]:
    """Return what sorts the names of a file's tests by their lines."""
    lines: dict[tuple[str, ...], int] = {}

    def walk(body: list[ast.stmt], path: tuple[str, ...]) -> None:
        for node in body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                lines[*path, node.name] = node.lineno
                walk(node.body, (*path, node.name))

    # A text with doctests has no tests that are told by their lines.
    if file.suffix == ".py":
        walk(ast.parse(file.read_bytes()).body, ())

    def place(name: str) -> tuple[list[int], str]:
        path = tuple(name.partition("[")[0].split("::"))
        # What a class inherits has no line of its own.
        return [lines.get(path[: n + 1], 0) for n in range(len(path))], name

    return place
