"""A management command: its output, its arguments, its errors.

Strings are parsed as on a command line, with types and checks. Keywords are passed
unchanged. `print` bypasses `stdout=`.
"""

from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.test import SimpleTestCase, TestCase

from products.models import Product


class Discount(BaseCommand):
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--percent", type=int, default=10)

    def handle(self, *args: Any, **options: Any) -> None:
        print("This is not in `stdout`.")
        if options["percent"] == 0:
            raise CommandError("Nothing to do.", returncode=3)
        self.stdout.write(f"{options['percent']!r} percent")


class DiscountTests(SimpleTestCase):
    def run_command(self, *args: str, **options: object) -> str:
        out = StringIO()
        call_command(Discount(), *args, stdout=out, **options)
        return out.getvalue()

    def test_arguments(self) -> None:
        self.assertEqual(self.run_command(), "10 percent\n")
        self.assertEqual(self.run_command("--percent=20"), "20 percent\n")
        self.assertEqual(self.run_command(percent=20), "20 percent\n")

    def test_the_trap(self) -> None:
        self.assertEqual(self.run_command(percent="20"), "'20' percent\n")  # [!]

    def test_errors(self) -> None:
        with self.assertRaisesMessage(CommandError, "invalid int value: 'all'"):
            self.run_command("--percent=all")  # [!]
        with self.assertRaisesMessage(TypeError, "Unknown option(s)"):
            self.run_command(percentage=20)
        with self.assertRaises(CommandError) as caught:
            self.run_command(percent=0)
        self.assertEqual(caught.exception.returncode, 3)


class SeedTests(TestCase):
    def test_a_command_of_the_project(self) -> None:
        call_command("seed", stdout=StringIO())  # [!]
        out = StringIO()
        call_command("seed", stdout=out)
        self.assertEqual(Product.objects.count(), 6)
        self.assertNotIn("created", out.getvalue())
