"""Many tests, one after the other, on each database; `tests.server.many` has more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.inner import DATABASES
from tests.server.many import HOWS, play
from tests.support.services import need, without_postgresql

# What empties the tables takes most of the time.
TESTS = {"rollback": 100, "flush": 20}


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("database", DATABASES)
def test_many_tests_pass_and_see_nothing_of_each_other(
    tmp_path: Path, database: str, how: str
) -> None:
    if database == "postgresql":
        need(without_postgresql())
    played = play(tmp_path, database, how, TESTS[how])
    assert played.passed == TESTS[how], played.said
    assert played.left == []
