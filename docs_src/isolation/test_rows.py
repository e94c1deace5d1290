"""Rows that one test leaves to the next.

pytest-django rolls back one connection, and an asynchronous test writes through
another. Without restflow, whichever of these tests runs second fails.
"""

from pathlib import Path

import pytest
from django.conf import settings

from products.models import Category

pytest_plugins = ["pytester"]


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_there_is_one_category() -> None:
    await Category.objects.acreate(name="Mugs", slug="mugs")

    assert await Category.objects.acount() == 1


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_there_is_still_one() -> None:
    await Category.objects.acreate(name="Plates", slug="plates")

    assert await Category.objects.acount() == 1


def test_without_restflow(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_stock=Path(__file__).read_text())

    stock = ["--ds=project.settings", "-p", "no:restflow", "-k", "there_is"]
    report = ["-p", "no:randomly", "-qq", "-rN", "--tb=short"]
    result = pytester.runpytest_subprocess(*stock, *report)

    capsys.readouterr()
    assert "E   assert 2 == 1" in str(result.stdout)  # [!]
    print(result.stdout)
