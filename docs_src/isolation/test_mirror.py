"""A replica that mirrors the primary database.

In tests, `MIRROR` makes the replica another connection to the primary database. That
connection does not see the test's transaction. With restflow the mirror is read through
the connection of the primary database.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SETTINGS = """
from project.settings import *

DATABASES["replica"] = {**DATABASES["default"], "TEST": {"MIRROR": "default"}}
"""

TESTS = """
import pytest
from products.models import Category

pytestmark = pytest.mark.django_db(databases=["default", "replica"])

def test_plain():
    Category.objects.create(name="Mugs", slug="mugs")
    assert Category.objects.using("replica").count() == 1

@pytest.mark.asyncio
async def test_async():
    await Category.objects.acreate(name="Mugs", slug="mugs")
    assert await Category.objects.using("replica").acount() == 1
"""


@pytest.mark.parametrize(("name", "passes"), [("plain", False), ("async", True)])
def test_the_replica(
    name: str,
    passes: bool,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{pytester.path}", ":")
    pytester.makepyfile(mirrored=SETTINGS, test_replica=TESTS)

    result = pytester.runpytest_subprocess("--ds=mirrored", "-k", name)

    capsys.readouterr()
    assert (result.ret == pytest.ExitCode.OK) == passes  # [!]
