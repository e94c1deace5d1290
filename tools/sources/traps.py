"""The catalogue of traps, read from the library's source without importing it."""

from __future__ import annotations

import ast
from typing import NamedTuple

from tools.paths import SOURCE

MODULE = SOURCE / "restflow" / "_traps.py"


class Trap(NamedTuple):
    """An entry of the catalogue.

    Attributes:
        name: The name of the constant.
        code: The code, such as 'restflow.E101'.
        title: What goes wrong.
        example: The example that shows it, or an empty text.
    """

    name: str
    code: str
    title: str
    example: str

    @property
    def page(self) -> str:
        """Its page, below `docs/errors` (`e101.md`)."""
        return f"{self.code.removeprefix('restflow.').lower()}.md"


def catalogue() -> list[Trap]:
    """Return every entry, in the order of the codes."""
    found: list[Trap] = []
    for node in ast.parse(MODULE.read_text()).body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id="Trap"), args=arguments),
            ):
                values = [str(ast.literal_eval(argument)) for argument in arguments]
                found.append(Trap(name, *values))
            case _:
                pass
    # By number: the letter says no more than whether it is an error or a warning.
    return sorted(found, key=lambda trap: trap.code[-3:])


def table() -> str:
    """Return the catalogue as a table whose rows link to the pages of the traps."""
    rows = [f"| [`{trap.code}`]({trap.page}) | {trap.title} |" for trap in catalogue()]
    return "\n".join(["| code | what goes wrong |", "| --- | --- |", *rows]) + "\n"
