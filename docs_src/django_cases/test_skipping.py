"""Tests that need a feature of the database.

Above a class, Django's decorators skip all kinds of tests. Above a coroutine they
return a plain function, and Django awaits nothing: the test is green, even if its body
would fail.
"""

import unittest

import pytest
from django.db import connection
from django.test import TestCase, skipIfDBFeature, skipUnlessDBFeature

from restflow.test import AsyncAPITestCase


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
@pytest.mark.filterwarnings("ignore:It is deprecated to return a value")
class TrapTests(TestCase):
    @skipUnlessDBFeature("supports_transactions")  # [!]
    async def test_that_is_never_run(self) -> None:
        self.fail("This is not reported.")


@skipUnlessDBFeature("supports_transactions")  # [!]
class ClassTests(AsyncAPITestCase):
    async def test_that_is_run(self) -> None:
        self.assertTrue(connection.features.supports_transactions)


class MethodTests(AsyncAPITestCase):
    async def test_that_looks_for_itself(self) -> None:
        if not connection.features.supports_transactions:  # [!]
            self.skipTest("It needs transactions.")
        self.assertIn(connection.vendor, ["postgresql", "sqlite", "mysql"])

    @skipUnlessDBFeature("supports_transactions")
    async def test_that_is_run_by_restflow(self) -> None:
        self.assertTrue(connection.features.supports_transactions)


class ReportTests(TestCase):
    def test_what_is_reported(self) -> None:
        @skipIfDBFeature("supports_transactions")
        class Inner(AsyncAPITestCase):
            async def test_it(self) -> None:
                self.fail("It is skipped.")

        result = unittest.TestResult()
        unittest.TestSuite([Inner("test_it")]).run(result)
        self.assertEqual(
            result.skipped[0][1], "Database has feature(s) supports_transactions"
        )


@pytest.mark.skipif(connection.vendor == "oracle", reason="It has no booleans.")
def test_in_pytest() -> None:
    assert connection.vendor != "oracle"
