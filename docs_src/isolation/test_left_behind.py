"""What a test leaves behind.

A task that still runs when its test ends is cancelled silently, and the test is green.
restflow names the task and its line.
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
    assert not asyncio.create_task(send_later()).done()


TEST = """
import asyncio, pytest

@pytest.mark.parametrize("by", ["card", "cash"])
async def test_pay(by):
    task = asyncio.create_task(asyncio.sleep(60))

async def group():
    async with asyncio.TaskGroup() as tasks: tasks.create_task(asyncio.sleep(60))

async def test_cancel():
    task = asyncio.create_task(group())
    await asyncio.sleep(0.01)
    task.cancel()
"""


def test_restflow_names_the_task(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_pay=TEST)

    options = ["-p", "no:randomly", "-qq", "-rN", "--asyncio-mode=auto"]
    result = pytester.runpytest_subprocess("--ds=project.settings", *options)

    capsys.readouterr()
    told = str(result.stdout)
    assert "the task sleep, made in test_pay.py:5" in told  # [!]
    assert "test_pay[card]\ntest_pay.py::test_pay[cash]\n" in told
    assert "test_cancel" not in told
    print(told)
