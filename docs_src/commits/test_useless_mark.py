"""The mark `run_commit_hooks` without a database.

It has nothing to act on, so it fails the test. The error says what the test needs. On a
class derived from `AsyncAPITestCase` the mark works.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.test import TestCase
from restflow.test import AsyncAPITestCase

@pytest.mark.run_commit_hooks
def test_order():
    assert True

@pytest.mark.run_commit_hooks
class TestOrders(TestCase):
    def test_order(self):
        assert True

@pytest.mark.run_commit_hooks
class TestAsyncOrders(AsyncAPITestCase):
    async def test_order(self):
        sent = []
        @sync_to_async
        def order():
            with transaction.atomic():
                transaction.on_commit(lambda: sent.append("receipt"))

        await order()
        self.assertEqual(sent, ["receipt"])
"""


def test_the_mark_is_refused(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_order=TEST)

    result = pytester.runpytest_subprocess("--ds=project.settings", "-rN")

    capsys.readouterr()
    result.assert_outcomes(passed=1, failed=2)
    told = [line for line in result.outlines if line.startswith("The mark")]
    assert "run_commit_hooks needs `@pytest.mark.django_db`" in told[0]  # [!]
    print(told[0])
