"""Rows that all tests of a run share.

A fixture with the scope of the session is made before any test, and outside of its
transaction. It asks for `django_db_setup`, unblocks the database, and cleans up.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import pytest
import pytest_asyncio
from products.models import Category

pytestmark = pytest.mark.django_db
in_session = pytest.mark.asyncio(loop_scope="session")

@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def mugs(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        category = await Category.objects.acreate(name="Mugs", slug="mugs")
    yield category
    with django_db_blocker.unblock():
        await category.adelete()

@in_session
async def test_coroutine(mugs):
    assert await Category.objects.aget() == mugs
    await Category.objects.all().adelete()

def test_function(mugs):
    assert Category.objects.get() == mugs

@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def number(django_db_setup):
    return await Category.objects.acount()

@in_session
async def test_the_trap(number):
    assert number == 1
"""


def test_the_database_has_to_be_unblocked(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_stock=TESTS)

    result = pytester.runpytest_subprocess(
        "--ds=project.settings", "-p", "no:randomly", "--tb=short"
    )

    capsys.readouterr()
    result.assert_outcomes(passed=2, errors=1)  # [!]
    (line,) = [line for line in result.outlines if line.startswith("E ")]
    assert line.startswith("E   RuntimeError: Database access not allowed")
