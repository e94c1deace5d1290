"""What each server can do: the table of the site, from a run on each of them.

`RESTFLOW_WRITE=1` renews the table.
"""

from __future__ import annotations

from pathlib import Path

from restflow.test._server.servers import SERVERS
from tests.server.inner import outcomes_of
from tests.server.test_live_databases import FILE, run
from tests.support.tables import kept
from tools.markdown import table as as_markdown

TABLE = Path(__file__).with_name("servers.md")
LIFESPAN = FILE.with_name("inner_servers.py")
# What a row says, and the test that shows it.
ROWS = {
    "Many requests at a time": "test_100_requests_at_a_time_are_answered",
    "Static files": "test_a_static_file_is_served",
    "Streams; leaving one ends the view": (
        "test_a_stream_that_is_left_has_ended_within_a_second"
    ),
    "WebSockets": "test_a_websocket_shares_rows_and_is_told_when_its_client_leaves",
    "Rollback instead of flush": "test_rows_are_shared",
    "Startup and shutdown of the application (lifespan)": (
        "test_an_application_is_started_up"
    ),
    "Ports in the scope are integers, as ASGI has it": "test_ports_are_integers",
    "A request for a whole URL, as a proxy gets it, has its path": (
        "test_a_whole_url_has_its_path"
    ),
}


def can(directory: Path, server: str) -> dict[str, str]:
    """Return what came of each row on a server."""
    chosen = " or ".join(ROWS.values())
    output = run(
        directory, "memory", "memory", "-k", chosen, str(LIFESPAN), server=server
    )
    ended = {
        test.partition("[")[0]: outcome for test, outcome in outcomes_of(output).items()
    }
    words = {"PASSED": "yes", "FAILED": "no"}
    return {row: words[ended[test]] for row, test in ROWS.items()}


def test_the_table_is_what_happens(tmp_path: Path) -> None:
    names = [*SERVERS]
    happened = {name: can(tmp_path, name) for name in names}

    rows = [[row, *(happened[name][row] for name in names)] for row in ROWS]
    found = as_markdown(["What", *names], rows)

    assert found == kept(TABLE, found), (
        "A server does something else than tests/server/servers.md says. If that is "
        "right, run this test with RESTFLOW_WRITE=1 and commit the file."
    )
