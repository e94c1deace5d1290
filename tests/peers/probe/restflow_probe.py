"""Notes for `suite.py` which processes had restflow's plugin, and its warnings."""

from __future__ import annotations

import json
import os
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

NOTES = "RESTFLOW_PEERS_NOTES"


def note(**what: Any) -> None:
    """Write a line."""
    with Path(os.environ[NOTES]).open("a", encoding="utf-8") as notes:
        notes.write(json.dumps(what) + "\n")


def pytest_configure(config: pytest.Config) -> None:
    """Write a line for this process."""
    note(plugin=config.pluginmanager.hasplugin("restflow.pytest_plugin"))


def pytest_warning_recorded(
    warning_message: warnings.WarningMessage, nodeid: str
) -> None:
    """Write a line for each warning of restflow's, and for each of a line of its code.

    With pytest-xdist the process that collects the results hears of a warning once
    more, and no longer knows its class.
    """
    category = warning_message.category
    if "PYTEST_XDIST_TESTRUNUID" in os.environ and not os.environ.get(
        "PYTEST_XDIST_WORKER"
    ):
        return
    if category.__module__.partition(".")[0] == "restflow" or _is_ours(
        warning_message.filename
    ):
        text = str(warning_message.message)
        note(test=nodeid, category=category.__name__, text=text)


def _is_ours(file: str) -> bool:
    spec = find_spec("restflow")
    assert spec is not None
    places = spec.submodule_search_locations or ()
    return any(Path(file).is_relative_to(place) for place in places)
