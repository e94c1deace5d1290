"""A row that is made once for the whole run.

The row is made outside of any test's transaction, so no rollback removes it. Each test
finds it, those of other files too, and all of them share the object that the fixture
returned.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

FIXTURES = """
import pytest
from products.models import Category

@pytest.fixture(scope="session")
def shelf(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return Category.objects.create(name="Mugs", slug="mugs")

@pytest.fixture
def shelf_of_the_test(db):
    return Category.objects.create(name="Cups", slug="cups")
"""
SHARED = """
import pytest
from products.models import Category

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]

async def test_1_renames_it({fixture}):
    {fixture}.name = "Bowls"
    await {fixture}.asave()

async def test_2_has_the_name({fixture}):
    stored = await Category.objects.aget()
    assert ({fixture}.name, stored.name) == ({name!r}, {name!r})

async def test_3_has_asked_for_no_row():
    assert not await Category.objects.aexists()
"""


@pytest.mark.parametrize(
    ("fixture", "name", "failed"),
    [("shelf", "Mugs", 2), ("shelf_of_the_test", "Cups", 0)],
    ids=["for the run", "for the test"],
)
def test_who_finds_the_row(
    fixture: str,
    name: str,
    failed: int,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makeconftest(FIXTURES)
    pytester.makepyfile(test_shelf=SHARED.format(fixture=fixture, name=name))

    in_order = ["-p", "no:randomly"]
    result = pytester.runpytest_subprocess("--ds=project.settings", *in_order)

    capsys.readouterr()
    result.assert_outcomes(passed=3 - failed, failed=failed)  # [!]
