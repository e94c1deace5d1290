"""Runs of pytest that a test starts: in the same process, as there is no other.

This module is a plugin of such a run.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

import pytest

from restflow.docs import unobserved

from .databases import Databases


@pytest.fixture(autouse=True, scope="session")
def django_test_environment() -> None:
    """Stand in for pytest-django's: an inner run is in the environment already."""


def install(databases: Databases, plugins: list[Any]) -> None:
    """Have `runpytest_subprocess` run pytest within this process.

    Args:
        databases: The databases, which the inner run leaves as it found them.
        plugins: What pytest would load in another process.
    """
    pytester: Any = pytest.Pytester

    def runpytest_subprocess(self: Any, *args: Any, **_options: Any) -> Any:
        blocker = self._request.getfixturevalue("django_db_blocker")
        with unobserved(), blocker.unblock(), warnings.catch_warnings():
            # Another process would have Python's own filters.
            warnings.resetwarnings()
            databases.restore()
            given = [*plugins, sys.modules[__name__]]
            result = self.runpytest_inprocess(*args, plugins=given)
            databases.restore()
        return result

    pytester.runpytest_subprocess = runpytest_subprocess
