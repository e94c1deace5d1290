"""The parts of a schema that no process has exercised.

pytest-xdist runs the tests in several processes. What each of them has seen is put
together, and reported once.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SCHEMA = """
openapi: 3.1.0
paths:
  /api/health/:
    get: {operationId: health, responses: {200: {}}}
  /api/profile/:
    get: {operationId: profile, responses: {200: {}, 401: {}}}
"""
TESTS = """
import pytest

@pytest.mark.xdist_group("health")
def test_health(client):
    assert client.get("/api/health/").status_code == 200

@pytest.mark.xdist_group("profile")
def test_nobody_is_logged_in(client):
    assert client.get("/api/profile/").status_code == 401
"""


def test_the_report(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TESTS)
    pytester.makefile(".yaml", openapi=SCHEMA)

    option = "--restflow-schema-coverage=openapi.yaml"
    result = pytester.runpytest_subprocess(
        "--ds=project.settings",
        option,
        "-n2",
        "--dist=loadgroup",  # [!]
    )

    capsys.readouterr()
    told = str(result.stdout).partition("no test exercised")[2].splitlines()
    assert told[1] == "2 of 2 operations called, 2 of 3 statuses seen"  # [!]
    print(*told[1:3], sep="\n")
