"""Commit hooks that never ran.

A test that is rolled back never commits: the category is added, and the hook does not
run. Django's test case says nothing. restflow names the hook, and the line that
registered it.
"""

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction
from django.test import TestCase

pytest_plugins = ["pytester"]

told: list[str] = []


class StockTests(TestCase):
    async def test_nobody_is_told(self) -> None:
        await sync_to_async(transaction.on_commit)(lambda: told.append("everybody"))

        self.assertEqual(told, [])  # [!]


TEST = """
import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

def tell_everybody(): ...

@transaction.atomic
def publish():
    transaction.on_commit(tell_everybody)

@pytest.mark.django_db
@pytest.mark.asyncio
async def test_publish():
    await sync_to_async(publish)()
"""


def test_restflow_names_the_hook(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_prices=TEST)

    result = pytester.runpytest_subprocess("--ds=project.settings", "-qq", "-rN")

    capsys.readouterr()
    report = str(result.stdout)
    assert "tell_everybody, registered in test_prices.py:9" in report  # [!]
    print(report)
