"""Every example that the page runs does there what its record says."""

import json
from pathlib import Path

import pytest

from tests.page.interpreter import Interpreter
from tools.paths import examples, name_of, record_of
from tools.sources.browser_list import local_only

LOCAL = local_only()
HERE = [path for path in examples() if name_of(path) not in LOCAL]
# They wait for several seconds until they give up.
SLOW = "threads that wait for each other"


@pytest.mark.parametrize("path", HERE, ids=name_of)
def test_it_passes_and_does_what_its_record_says(
    path: Path, interpreter: Interpreter
) -> None:
    outcome = interpreter.run(name_of(path))

    assert outcome.done["outcome"] == "passed", outcome.output
    assert outcome.done["record"] == json.loads(record_of(path).read_text())["tests"]
    assert set(outcome.shown) == set(outcome.done["record"])


@pytest.mark.parametrize(
    "name", [name for name, reason in LOCAL.items() if SLOW not in reason]
)
def test_what_is_said_not_to_run_does_not(name: str, interpreter: Interpreter) -> None:
    assert interpreter.run(name).done["outcome"] != "passed"
