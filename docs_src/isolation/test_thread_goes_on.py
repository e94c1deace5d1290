"""A thread that goes on in the next test.

Nothing can end it. It loses the database instead: what it asks after its test has ended
raises an error in the thread, and another test does not find its rows.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import asyncio
import threading
import pytest
from django.db import DatabaseError
from products.models import Category

pytestmark = pytest.mark.django_db
next_test, told = threading.Event(), []

def add_category():
    next_test.wait(10)
    try:
        Category.objects.create(name="Mugs", slug="mugs")
    except DatabaseError as error:
        told.append(str(error))

thread = threading.Thread(target=add_category)

@pytest.mark.asyncio
async def test_thread():
    thread.start()

@pytest.mark.asyncio
async def test_the_next():
    next_test.set()
    await asyncio.to_thread(thread.join)
    assert told == ["The test that started this thread has ended."]
    assert not await Category.objects.aexists()
"""


def test_the_thread_has_no_database(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_stock=TESTS)

    result = pytester.runpytest_subprocess("--ds=project.settings", "-p", "no:randomly")

    capsys.readouterr()
    result.assert_outcomes(passed=2, warnings=1)  # [!]
