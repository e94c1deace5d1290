"""Clients agree on what a view sees, with each other and with a server.

The table on the site is made here: `RESTFLOW_WRITE=1` renews it.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from django.test import override_settings

from restflow.test import AsyncAPIClient, AsyncHTTPClient, LiveASGIServer
from tests.client.agreement import NOTHING, ROWS, Client, plain

TABLE = Path(__file__).with_name("agreement.md")
COLUMNS = (
    "`AsyncAPIClient`",
    "its `stream`",
    "`AsyncHTTPClient`",
    "a live server, with httpx",
)
# A server runs in another thread, and knows nothing of the test's variables.
CAN_NOT = {("What the test has set in context variables", COLUMNS[3])}

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.django_db,
    pytest.mark.urls("tests.client.agreement"),
]


@pytest_asyncio.fixture
async def clients(live_asgi_server: LiveASGIServer) -> AsyncIterator[dict[str, Client]]:
    """A client for each column."""
    async with (
        AsyncHTTPClient() as in_process,
        httpx2.AsyncClient(base_url=live_asgi_server.url) as outside,
    ):
        made = (
            plain(), Client(AsyncAPIClient()), Client(in_process), Client(outside)
        )  # fmt: skip
        yield dict(zip(COLUMNS, made, strict=True))


async def outcomes(clients: dict[str, Client], row: str) -> dict[str, str]:
    prefix = "/shop" if "FORCE_SCRIPT_NAME" in row else None
    with override_settings(FORCE_SCRIPT_NAME=prefix):
        return {column: await ROWS[row](client) for column, client in clients.items()}


@pytest.mark.parametrize("row", ROWS)
async def test_all_clients_agree_with_a_server(
    clients: dict[str, Client], row: str
) -> None:
    found = await outcomes(clients, row)
    server = found[COLUMNS[3]]
    for column, outcome in found.items():
        if outcome != NOTHING and (row, COLUMNS[3]) not in CAN_NOT:
            assert outcome == server, (row, column)


async def test_it_is_what_the_site_shows(clients: dict[str, Client]) -> None:
    lines = [f"| What | {' | '.join(COLUMNS)} |", f"| --- |{' --- |' * len(COLUMNS)}"]
    for row in ROWS:
        found: Any = await outcomes(clients, row)
        lines.append(f"| {row} | {' | '.join(found.values())} |")
    text = "\n".join([*lines, ""])
    if os.environ.get("RESTFLOW_WRITE"):
        TABLE.write_text(text, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == text
