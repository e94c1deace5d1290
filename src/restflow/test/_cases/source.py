"""The source code behind an error: the expression, as short text."""

from __future__ import annotations

import ast
import linecache
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from types import FrameType, TracebackType
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)

_LONGEST = 60


@dataclass(frozen=True)
class Step:
    """A frame that an error has passed.

    Attributes:
        frame: The frame.
        traceback: Its part of the traceback.
    """

    frame: FrameType
    traceback: TracebackType

    @property
    def line(self) -> str:
        """Where the error was, as file and line; the frame has gone on since then."""
        file = os.path.relpath(self.frame.f_code.co_filename)
        return f"{file}:{self.traceback.tb_lineno}"

    @cached_property
    def tree(self) -> ast.Module:
        """The whole file."""
        lines = linecache.getlines(self.frame.f_code.co_filename, self.frame.f_globals)
        return ast.parse("".join(lines))

    def find(
        self,
        kind: type[Node],
        fits: Callable[[Node], bool] = lambda _: True,
        *,
        place: Callable[[Node], ast.AST] = lambda node: node,
    ) -> Node | None:
        """Return the part of the source at which the error left, if that is certain.

        Args:
            kind: What it has to be.
            fits: What it has to be besides.
            place: The part of it which Python takes for the place of an error.
        """
        at = next(
            islice(self.frame.f_code.co_positions(), self.traceback.tb_lasti // 2, None)
        )
        line = self.traceback.tb_lineno
        found = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, kind) and fits(node)
            for lines in [_position(place(node))]
            if (lines[0] or 0) <= line <= (lines[1] or 0)
        ]
        exact = [node for node in found if _position(place(node)) == at]
        # pytest has moved those that an `assert` holds; one in these lines is certain.
        certain = exact or found
        return certain[0] if len(certain) == 1 else None


def steps_of(error: BaseException) -> list[Step]:
    """Return the frames that an error has passed, the outermost first."""
    steps: list[Step] = []
    traceback = error.__traceback__
    while traceback is not None:
        steps.append(Step(traceback.tb_frame, traceback))
        traceback = traceback.tb_next
    return steps


def text_of(node: ast.AST | None, otherwise: str = "…") -> str:
    """Return an expression without the arguments of its calls.

    Args:
        node: The expression.
        otherwise: What to return for none, and for a long one.
    """
    if node is None:
        return otherwise
    text = ast.unparse(_Shortened().visit(ast.parse(ast.unparse(node))))
    return text if len(text) <= _LONGEST and "\n" not in text else otherwise


class _Shortened(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        arguments: list[ast.expr] = [ast.Name("…")] if has_arguments(node) else []
        return ast.Call(node.func, arguments, [])


def has_arguments(call: ast.Call) -> bool:
    """Tell whether something is passed."""
    return bool(call.args or call.keywords)


def _position(node: ast.AST) -> tuple[int | None, ...]:
    names = ("lineno", "end_lineno", "col_offset", "end_col_offset")
    return tuple(getattr(node, name, None) for name in names)
