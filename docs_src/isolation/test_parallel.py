"""Tests in several processes.

Each process has its own database, and each test its transaction. Django's runner
distributes classes, pytest-xdist single tests.
"""

import sys

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
from products.models import Category
from restflow.test import AsyncAPITestCase

class CategoryTests(AsyncAPITestCase):
    async def test_mugs(self):
        await Category.objects.acreate(name="Mugs", slug="mugs")
        self.assertEqual(await Category.objects.acount(), 1)

    async def test_more_mugs(self):
        await Category.objects.acreate(name="Mugs", slug="mugs")
        self.assertEqual(await Category.objects.acount(), 1)

class OtherTests(CategoryTests):
    pass
"""


@pytest.mark.parametrize(
    "command",
    [
        "django test --parallel=2 --settings=project.settings test_categories",  # [!]
        "pytest -n 2 --ds=project.settings",  # [!]
    ],
    ids=["django", "xdist"],
)
def test_the_command(
    command: str,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_categories=TESTS)

    result = pytester.run(sys.executable, "-m", *command.split())

    capsys.readouterr()
    assert result.ret == 0
    report = f"{result.stdout}{result.stderr}"
    assert "4 passed" in report or "Ran 4 tests" in report
