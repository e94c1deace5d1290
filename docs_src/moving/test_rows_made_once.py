"""Rows that are made once for all tests.

A test with `transaction=True` empties every table when it ends, so the next test misses
what a fixture made for the whole run. A test that is rolled back leaves those rows.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

CONFTEST = """
import pytest
from products.models import Category

@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        Category.objects.create(name="Mugs", slug="mugs")
"""
TESTS = """
import pytest
from products.models import Category

@pytest.mark.django_db({arguments})
@pytest.mark.asyncio
@pytest.mark.parametrize("time", ["first", "second"])
async def test_there_are_mugs(time):
    assert await Category.objects.acount() == 1
"""


@pytest.mark.parametrize(
    ("arguments", "passed"),
    [("transaction=True", 1), ("", 2)],
    ids=["before", "after"],
)
def test_there_are_mugs_twice(
    arguments: str,
    passed: int,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_mugs=TESTS.format(arguments=arguments))

    result = pytester.runpytest_subprocess("--ds=project.settings")

    capsys.readouterr()
    result.assert_outcomes(passed=passed, failed=2 - passed)  # [!]
