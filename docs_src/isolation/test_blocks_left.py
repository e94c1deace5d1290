"""Blocks, threads and connections that a test leaves behind.

restflow rolls the block back, closes the connection, and names the line that made each.
The thread goes on: nothing can end it from outside.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SETTINGS = """
from project.settings import *
DATABASES["default"]["TEST"] = {"NAME": "stock.sqlite3"}
"""
TESTS = """
import asyncio
import threading
import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from products.models import Category

over = threading.Event()

def open_block():
    transaction.atomic().__enter__()
    Category.objects.create(name="Mugs", slug="mugs")

def watch(ready):
    connection.ensure_connection()
    ready.set()
    over.wait(10)

@pytest.mark.asyncio
@pytest.mark.django_db
async def test_block():
    await sync_to_async(open_block)()

@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_thread():
    ready = threading.Event()
    threading.Thread(target=watch, args=[ready], name="watch").start()
    await asyncio.to_thread(ready.wait)

@pytest.mark.django_db(transaction=True)
def test_nothing_was_written():
    over.set()
    assert not Category.objects.exists()
"""


def test_restflow_names_them(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{pytester.path}", ":")
    pytester.makepyfile(stock=SETTINGS, test_stock=TESTS)

    result = pytester.runpytest_subprocess("--ds=stock", "-p", "no:randomly", "-qq")

    capsys.readouterr()
    report = str(result.stdout)
    assert "1 atomic block was left open on the connection 'default'" in report  # [!]
    assert "the thread watch, started in test_stock.py:28" in report  # [!]
    assert "the connection 'default', opened in test_stock.py:15" in report  # [!]
    print(report)
