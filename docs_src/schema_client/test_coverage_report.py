"""The parts of a schema that a whole run has not exercised.

With an option, pytest reports them at the end. The tests need not know the schema: the
requests of all test clients count.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SCHEMA = """
openapi: 3.0.3
paths:
  /api/health/:
    get: {operationId: health, responses: {200: {description: It answers.}}}
  /api/products/:
    get: {operationId: products_list, responses: {200: {}, 400: {}}}
    post: {operationId: products_create, responses: {201: {}, 400: {}, 401: {}}}
"""
TESTS = """
import pytest

def test_health(client):
    assert client.get("/api/health/").status_code == 200

@pytest.mark.django_db
@pytest.mark.asyncio
async def test_only_members_add_products(async_api_client):
    response = await async_api_client.post("/api/products/", {"name": "Mug"})
    assert response.status_code == 401
"""

RUN = ["--ds=project.settings", "-p", "no:randomly", "-qq"]


def test_the_report(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TESTS)
    pytester.makefile(".yaml", openapi=SCHEMA)

    option = "--restflow-schema-coverage=openapi.yaml"  # [!]
    result = pytester.runpytest_subprocess(*RUN, option)

    capsys.readouterr()
    report = str(result.stdout)
    assert "products_list    never called: 200, 400" in report
    assert "products_create  never answered: 201, 400" in report
    print(report)


def test_a_file_that_is_no_schema(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makefile(".yaml", openapi="swagger: '2.0'")

    option = "--restflow-schema-coverage=openapi.yaml"
    result = pytester.runpytest_subprocess(*RUN, option)

    capsys.readouterr()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    told = "ERROR: --restflow-schema-coverage: openapi.yaml is no OpenAPI document*"
    result.stderr.fnmatch_lines([told])  # [!]
