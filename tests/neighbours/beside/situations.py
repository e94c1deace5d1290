"""What several of the tests do."""

from __future__ import annotations

from typing import Any


class UncleanError(AssertionError):
    """A test has not found what it may rely on."""


def expect(found: object, wanted: object, otherwise: str) -> None:
    """Say what it means if something is other than wanted."""
    if found != wanted:
        raise UncleanError(otherwise)


async def count(web: Any, name: str) -> int:
    """Ask the project how many groups have a name."""
    number: int = (await web.get(f"/groups/{name}/")).json()["count"]
    return number
