"""What a test case class resets, and what it leaves.

Rows are rolled back or emptied, and so is the mail outbox. The cache, the environment
and the language stay as a test has left them.
"""

import os
import unittest

from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import SimpleTestCase, TestCase, TransactionTestCase
from django.utils import translation

from products.models import Category


class RolledBackTests(TestCase):
    def test_rows_go_with_the_transaction(self) -> None:
        self.assertTrue(connection.in_atomic_block)  # [!]
        self.assertFalse(Category.objects.filter(slug="mugs").exists())
        Category.objects.create(name="Mugs", slug="mugs")

    def test_whichever_comes_first(self) -> None:
        self.test_rows_go_with_the_transaction()


class FlushedTests(TransactionTestCase):
    def test_rows_are_committed_and_deleted_afterwards(self) -> None:
        self.assertFalse(connection.in_atomic_block)  # [!]
        self.assertFalse(Category.objects.exists())
        Category.objects.create(name="Mugs", slug="mugs")

    def test_whichever_comes_first(self) -> None:
        self.test_rows_are_committed_and_deleted_afterwards()


class LeavingTests(SimpleTestCase):
    def test_what_the_next_test_finds(self) -> None:
        self.addCleanup(cache.delete, "shelf")
        self.addCleanup(os.environ.pop, "SHELF")
        self.addCleanup(translation.deactivate)
        found: list[list[object]] = []

        class Inner(SimpleTestCase):
            def test_it(self) -> None:
                language = translation.get_language()
                kept = [cache.get("shelf"), os.environ.get("SHELF"), language]
                found.append([len(mail.outbox), *kept])
                mail.send_mail("Mugs", "", None, ["alice@example.com"])
                cache.set("shelf", "mugs")
                os.environ["SHELF"] = "mugs"
                translation.activate("de")

        unittest.TestSuite([Inner("test_it"), Inner("test_it")]).run(
            unittest.TestResult()
        )
        self.assertEqual(found[0], [0, None, None, "en"])
        self.assertEqual(found[1], [0, "mugs", "mugs", "de"])  # [!]
