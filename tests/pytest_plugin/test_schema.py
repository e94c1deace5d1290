"""What pytest says: errors at the user's line, and what was not exercised."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parent.parent.parent

TESTS = """
import pytest

@pytest.fixture
def asked(client):
    client.get("/api/health/")

def test_setup_counts(asked):
    pass

@pytest.mark.django_db
def test_failing_tests_count(client):
    assert client.get("/api/products/1/").status_code == 200

@pytest.mark.django_db
def test_another(client):
    assert client.get("/api/products/").status_code == 200
"""


@pytest.fixture(autouse=True)
def _project(monkeypatch: pytest.MonkeyPatch) -> None:
    path = os.pathsep.join([str(ROOT / "docs_src"), str(ROOT / "src")])
    monkeypatch.setenv("PYTHONPATH", path)


def report_of(pytester: pytest.Pytester, tests: str, *options: str) -> tuple[int, str]:
    pytester.makepyfile(test_shop=tests)
    result = pytester.runpytest_subprocess(
        "--ds=project.settings", "-p", "no:randomly", *options
    )
    return int(result.ret), str(result.stdout) + str(result.stderr)


WRONG = """
import pytest
from restflow.test import AsyncSchemaClient

@pytest.mark.asyncio
async def test_it():
    await AsyncSchemaClient().call({arguments})
"""


@pytest.mark.parametrize("arguments", ["'nothing'", "'products_retrieve'"])
def test_an_error_is_at_the_users_line(
    pytester: pytest.Pytester, arguments: str
) -> None:
    _, said = report_of(pytester, WRONG.format(arguments=arguments))
    assert "test_shop.py:6: OperationError" in said


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["alone", "xdist"])
def test_the_end_of_a_run_tells_of_all_processes(
    pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    _, said = report_of(pytester, TESTS, "--restflow-schema-coverage", *workers)
    assert said.count("restflow: parts of the schema that no test exercised") == 1
    assert "2 of 26 operations called" in said
    assert "products_list              never answered: 400, 401, 406" in said
    assert "products_retrieve          never answered: 200, 401, 406" in said


def test_without_the_option_nothing_is_said(pytester: pytest.Pytester) -> None:
    _, said = report_of(pytester, TESTS)
    assert "parts of the schema" not in said


@pytest.mark.parametrize(
    ("content", "complaint"), [(None, "No such file"), ("{}", "no OpenAPI document")]
)
def test_a_schema_that_cannot_be_read_ends_the_run(
    pytester: pytest.Pytester, content: str | None, complaint: str
) -> None:
    if content is not None:
        pytester.makefile(".json", openapi=content)
    code, said = report_of(pytester, TESTS, "--restflow-schema-coverage=openapi.json")
    assert code == pytest.ExitCode.USAGE_ERROR
    assert complaint in said
