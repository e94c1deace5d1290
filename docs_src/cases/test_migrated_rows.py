"""Rows that a migration has made.

A test with real commits empties every table, and the next test misses the rows of
migrations. `serialized_rollback` puts them back.
"""

import sys

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SETTINGS = """
from project.settings import *

INSTALLED_APPS += ["shelves"]
"""
MIGRATION = """
from django.db import migrations

def add_mugs(apps, schema_editor):
    apps.get_model("products", "Category").objects.create(name="Mugs", slug="mugs")

class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial")]
    operations = [migrations.RunPython(add_mugs)]
"""
TESTS = """
from products.models import Category
from restflow.test import AsyncAPITransactionTestCase

class CategoryTests(AsyncAPITransactionTestCase):
    serialized_rollback = {value}

    async def test_there_are_mugs(self):
        self.assertEqual(await Category.objects.acount(), 1)

    async def test_there_are_still_mugs(self):
        self.assertEqual(await Category.objects.acount(), 1)
"""


@pytest.mark.parametrize("value", [False, True])
def test_serialized_rollback(
    value: bool,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{pytester.path}", ":")
    pytester.mkpydir("shelves")
    migrations = pytester.mkpydir("shelves/migrations")
    migrations.joinpath("0001_mugs.py").write_text(MIGRATION)
    pytester.makepyfile(with_shelves=SETTINGS, test_shelves=TESTS.format(value=value))

    command = "-m django test --settings=with_shelves test_shelves"
    result = pytester.run(sys.executable, *command.split())
    capsys.readouterr()
    assert ("failures=1" in str(result.stderr)) == (not value)  # [!]
