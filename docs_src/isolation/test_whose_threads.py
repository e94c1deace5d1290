"""Which threads a warning names.

It names a thread that runs your function, or whose object you start. It does not name
the daemon of a library, which starts it when it is needed first.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TRACKER = """
import threading, time

def report(error):
    threading.Thread(target=time.sleep, args=[5], daemon=True).start()
"""
TESTS = """
import asyncio, queue, threading, time
from concurrent.futures import ThreadPoolExecutor
from logging.handlers import QueueListener
import pytest
import tracker

pytestmark = pytest.mark.asyncio
pool = ThreadPoolExecutor(thread_name_prefix="mails")

def start(function):
    threading.Thread(target=function, name="watch", daemon=True).start()

async def test_your_function():
    start(lambda: time.sleep(5))

async def test_an_object_that_you_start():
    QueueListener(queue.Queue()).start()

async def test_no_daemon():
    threading.Timer(5, print).start()

async def test_the_daemon_of_a_library():
    tracker.report("The card was refused.")

async def test_a_pool():
    await asyncio.get_running_loop().run_in_executor(pool, print)

async def test_a_thread_that_ends():
    start(lambda: time.sleep(0.05))
"""


def test_restflow_names_yours(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    installed = pytester.mkdir("site-packages")
    installed.joinpath("tracker.py").write_text(TRACKER)
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{installed}", ":")
    pytester.makepyfile(test_stock=TESTS)

    result = pytester.runpytest_subprocess("--ds=project.settings", "-p", "no:randomly")

    capsys.readouterr()
    result.assert_outcomes(passed=6, warnings=3)
    told = [line.partition("started in ")[2] for line in result.outlines]
    assert [*filter(None, told)] == [  # [!]
        "test_stock.py:11",
        "test_stock.py:17",
        "test_stock.py:20",
    ]
