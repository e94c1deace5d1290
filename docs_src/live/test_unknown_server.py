"""A server that is misspelt, or not installed.

RESTFLOW_LIVE_SERVER names a server. Any other name is refused, and the message lists
those that there are. If a server is not installed, the message says how to install it.
"""

import sys
import unittest

import pytest
from django.test import override_settings

from restflow.test import AsyncAPILiveServerTestCase


class Shop(AsyncAPILiveServerTestCase):
    def check(self) -> None:
        self.fail("There is no server.")


def error_of_class() -> str:
    result = unittest.TestResult()
    unittest.TestSuite([Shop("check")]).run(result)
    assert result.testsRun == 0  # [!]
    return result.errors[0][1].strip().splitlines()[-1]


@override_settings(RESTFLOW_LIVE_SERVER="unicorn")
def test_a_server_that_is_misspelt() -> None:
    error = error_of_class()
    assert "RESTFLOW_LIVE_SERVER is 'unicorn'" in error  # [!]
    print(error)


@override_settings(RESTFLOW_LIVE_SERVER="hypercorn")
def test_a_server_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypercorn", None)
    assert "`pip install hypercorn`" in error_of_class()  # [!]
