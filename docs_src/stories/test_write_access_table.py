"""The access table that is true today.

With `--restflow-access` nothing is checked. The table is written into its file, with a
row for each route and method, and what the API answers in its cells.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
from pathlib import Path
import pytest
from django.contrib.auth.models import User
from django.urls import path
from accounts.views import ProfileView
from project.views import health
from restflow.test import AccessTable

urlpatterns = [
    path("health/", health, name="health"),
    path("profile/", ProfileView.as_view(), name="profile"),
]

@pytest.mark.urls(__name__)
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_access():
    actors = {"anonymous": None, "alice": await User.objects.acreate_user("alice")}
    await AccessTable(Path("access.txt")).acheck(actors)
"""


def test_the_table_is_written(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_access=TEST)

    result = pytester.runpytest_subprocess("--ds=project.settings", "--restflow-access")

    capsys.readouterr()
    result.assert_outcomes(passed=1)
    table = (pytester.path / "access.txt").read_text()
    assert "PATCH /profile/  401        200" in table  # [!]
    print(table)
