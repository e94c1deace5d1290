"""Notes which processes of pytest had restflow's plugin, for `run_pytest_django.py`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

NOTES = "RESTFLOW_PEERS_NOTES"


def pytest_configure(config: pytest.Config) -> None:
    """Write a line for this process."""
    loaded = config.pluginmanager.hasplugin("restflow.pytest_plugin")
    with Path(os.environ[NOTES]).open("a", encoding="utf-8") as notes:
        notes.write(f"{loaded}\n")
