"""What the tests of both sides do: fill a cache, and look what another test left."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group

from tests.neighbours.packages import HIT


class UncleanError(AssertionError):
    """A cache said what the database does not."""


def expect(found: int, wanted: int, otherwise: str) -> None:
    """Say what it means if a number is another one."""
    if found != wanted:
        raise UncleanError(otherwise)


def read(response: Any) -> int:
    """Return the number in a response, and note whether a cache has answered."""
    if response["Queries"] == "0":
        print(HIT)  # noqa: T201  (pytest captures it)
    number: int = response.json()["count"]
    return number


async def fill(client: Any, name: str) -> None:
    """Write a row and read it twice, so that a cache has an entry of it."""
    await Group.objects.acreate(name=name)
    for _ in range(2):
        expect(read(await client.get(f"/groups/{name}/")), 1, "stale")


async def look(client: Any, name: str) -> None:
    """Read what a test before this one wrote, which was rolled back."""
    expect(read(await client.get(f"/groups/{name}/")), 0, "survives")


async def count_twice(client: Any, name: str) -> None:
    """Read before anything is written, so that a cache has an entry of it."""
    for _ in range(2):
        expect(read(await client.get(f"/groups/{name}/")), 0, "survives")


async def count_again(client: Any, name: str) -> None:
    """Read what was written meanwhile."""
    expect(read(await client.get(f"/groups/{name}/")), 1, "stale")


def fill_sync(client: Any, name: str) -> None:
    """Do what `fill` does, with a synchronous client."""
    Group.objects.create(name=name)
    for _ in range(2):
        expect(read(client.get(f"/groups/{name}/")), 1, "stale")


def look_sync(client: Any, name: str) -> None:
    """Do what `look` does, with a synchronous client."""
    expect(read(client.get(f"/groups/{name}/")), 0, "survives")
