"""What to install if a package is missing.

jsonschema, PyYAML and drf-spectacular are needed for some schemas only. The error says
which of them this call needs.
"""

import sys
from pathlib import Path

import pytest
from django.urls import URLPattern

from restflow.test import AsyncSchemaClient, SchemaCoverage

HEALTH = """
openapi: 3.1.0
paths:
  /api/health/:
    get: {operationId: health, responses: {200: {content: {application/json: {}}}}}
"""
urlpatterns: list[URLPattern] = []


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    file = tmp_path / "openapi.yaml"
    file.write_text(HEALTH)
    return file


@pytest.mark.asyncio
async def test_validate(schema: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema.exceptions", None)
    with pytest.raises(ModuleNotFoundError, match="needs jsonschema") as caught:  # [!]
        await AsyncSchemaClient(schema, validate=True).call("health")
    print(caught.value)


def test_yaml(schema: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(ModuleNotFoundError, match="install PyYAML"):  # [!]
        SchemaCoverage(schema)


@pytest.mark.urls(__name__)
def test_spectacular(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "drf_spectacular.renderers", None)
    with pytest.raises(ModuleNotFoundError) as caught:  # [!]
        SchemaCoverage()
    print(caught.value)
