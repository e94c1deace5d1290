"""What a test leaves behind.

A task that is still running when its test ends is cancelled in silence, and the test is
green. restflow names the task, and the line that made it.
"""

import asyncio

import pytest
from django.conf import settings
from django.test import SimpleTestCase

pytest_plugins = ["pytester"]

sent: list[str] = []


async def send_later() -> None:
    await asyncio.sleep(0.01)
    sent.append("receipt")


class StockTests(SimpleTestCase):
    async def test_the_receipt_is_never_sent(self) -> None:
        self.task = asyncio.create_task(send_later())

    def tearDown(self) -> None:
        self.assertEqual(sent, [])  # [!]


@pytest.mark.filterwarnings("ignore::restflow.test.LeftBehindWarning")  # [!]
@pytest.mark.asyncio
async def test_a_task_that_may_be_cancelled() -> None:
    task = asyncio.create_task(send_later())
    assert not task.done()


TEST = """
import asyncio
import pytest

@pytest.mark.asyncio
async def test_pay():
    task = asyncio.create_task(asyncio.sleep(60))
"""


def test_restflow_names_the_task(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_pay=TEST)

    result = pytester.runpytest_subprocess("--ds=project.settings", "-qq", "-rN")

    capsys.readouterr()
    assert "the task sleep, made in test_pay.py:6" in str(result.stdout)  # [!]
    print(result.stdout)
