"""What a record leaves out or replaces, as a list for the page "Verified".

It is read from the source of what does it, so that nobody types it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.paths import SOURCE
from tools.records import rules

_MASKING = SOURCE / "restflow" / "docs" / "_masking"
# What is replaced in each project, and what in this one besides.
_SCRUBBING = _MASKING / "scrubbing.py"
_OURS = Path(rules.__file__)


def left_out() -> str:
    """Return what a record does not show as it was, in Markdown."""
    of_request, of_response, of_cache = map(
        _named, ("_SENT", "_RECEIVED", "_OF_A_CACHE")
    )
    mask = ast.literal_eval(_assigned("MASK", _MASKING / "rules.py"))
    return (
        f"- Of the headers of a request, a record has {_listed(of_request)}, and those "
        "that begin with `x-` or `http-`. All others are left out, and so is the host "
        "that a test client has by default.\n"
        f"- Of the headers of a response, a record has {_listed(of_response)}. If a "
        f"cache has answered, it has {_listed(of_cache)}, too. All others are left "
        "out.\n"
        "- Of an SQL statement, a record has the verb and the table.\n"
        "- What changes from run to run is replaced by a name for it: "
        f"{_listed(sorted(set(placeholders())))}.\n"
        f"- A value whose name says that it is secret is replaced by `{mask}`. These "
        "are shown, because the examples are about them and made them up: "
        f"{_listed(sorted(rules.RULES.show))}.\n"
    )


def placeholders() -> Iterator[str]:
    """Yield what stands in the place of what changes, such as `<token>`."""
    for module in (_SCRUBBING, _OURS):
        for entry in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            match entry:
                case ast.Tuple(elts=[ast.Call(), ast.Constant(value=str(replacement))]):
                    # Before the name stands what is kept of the text itself.
                    yield from re.findall("<.*>", replacement)
                case _:
                    pass


def _named(name: str) -> list[str]:
    return [str(value) for value in ast.literal_eval(_assigned(name, _SCRUBBING))]


def _assigned(name: str, module: Path) -> ast.expr:
    """Return what is assigned to a name of a module."""
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=found), value=ast.expr() as value):
                pass
            case _:
                continue
        if found == name:
            return value
    raise LookupError(f"{module} has no {name}, which the page Verified lists.")


def _listed(words: Sequence[str]) -> str:
    *others, last = [f"`{word}`" for word in words]
    return f"{', '.join(others)} and {last}" if others else last
