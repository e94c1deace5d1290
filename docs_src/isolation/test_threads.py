"""Threads and tasks of one test.

All threads and tasks of an asynchronous test see its rows, and what they write is
rolled back. In Django's test case, a thread that you start has its own connection.
"""

import asyncio
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings

from products.models import Category
from restflow.test import AsyncAPITestCase

pytest_plugins = ["pytester"]


def names() -> list[str]:
    return list(Category.objects.values_list("name", flat=True))


class ThreadTests(AsyncAPITestCase):
    async def test_everybody_sees_the_mugs(self) -> None:
        await Category.objects.acreate(name="Mugs", slug="mugs")

        seen = await asyncio.gather(
            sync_to_async(names)(),
            sync_to_async(names, thread_sensitive=False)(),
            asyncio.to_thread(names),
            asyncio.create_task(sync_to_async(names)()),
        )

        self.assertEqual(seen, [["Mugs"]] * 4)


def test_with_the_test_case_of_django(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    stock = Path(__file__).read_text().replace("AsyncAPITestCase", "TestCase")
    pytester.makepyfile(test_stock=stock.replace("restflow.test", "django.test"))

    result = pytester.runpytest_subprocess(
        "--ds=project.settings", "-p", "no:restflow", "-k", "everybody"
    )

    capsys.readouterr()
    result.assert_outcomes(failed=1, deselected=1)  # [!]
    print([line for line in result.outlines if line.startswith("E  ")][-1])
