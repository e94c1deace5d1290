"""The line that broke the transaction of a test.

A later query fails with `TransactionManagementError`, which does not say where the
transaction was broken. restflow adds the line to the error that ends the test.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
import pytest
from django.db import IntegrityError
from products.models import Category

async def add(slug):
    try:
        await Category.objects.acreate(name=slug, slug=slug)
    except IntegrityError:
        pass

@pytest.mark.django_db
@pytest.mark.asyncio
async def test_mugs():
    await add("mugs")
    await add("mugs")
    assert await Category.objects.acount() == 1
"""


def test_the_note_names_the_line(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_mugs=TEST)

    result = pytester.runpytest_subprocess("--ds=project.settings", "--tb=short")

    capsys.readouterr()
    result.assert_outcomes(failed=1)
    start = next(n for n, line in enumerate(result.outlines) if "has broken" in line)
    assert "IntegrityError in test_mugs.py:7" in result.outlines[start]  # [!]
    print(*result.outlines[start : start + 3], sep="\n")
