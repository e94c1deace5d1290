"""Where a document comes from, and what is said if it is none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import override_settings
from django.urls import include, path
from rest_framework.routers import SimpleRouter

from products.views import CategoryViewSet
from restflow.test import AsyncHTTPClient, AsyncSchemaClient, SchemaCoverage
from tests.schema.documents import one
from tests.support.urls import Serve

YAML = """
openapi: 3.0.3
paths:
  /thing/:
    get:
      operationId: thing
      responses:
        200:
          content:
            application/json:
              schema: {type: string, enum: [2026-01-02]}
"""


router = SimpleRouter()
router.register("categories", CategoryViewSet)


def found(request: HttpRequest, **_: str) -> HttpResponse:
    if request.path == "/openapi/":
        return HttpResponse(YAML)
    return JsonResponse("2026-01-02", safe=False)


async def test_yaml_has_the_types_of_json(serve: Serve, tmp_path: Path) -> None:
    serve(found)
    file = tmp_path / "openapi.yaml"
    file.write_text(YAML)
    await AsyncSchemaClient(file, validate=True).call("thing")


async def test_a_url_is_asked_once_by_the_client_itself(serve: Serve) -> None:
    asked: list[str] = []

    def counted(request: HttpRequest, **_: str) -> HttpResponse:
        asked.append(request.path)
        return found(request)

    serve(counted)
    async with AsyncHTTPClient() as http:
        client = AsyncSchemaClient("/openapi/", client=http, validate=True)
        await client.call("thing")
        await client.call("thing")
    assert asked == ["/openapi/", "/thing/", "/thing/"]


async def test_a_url_that_has_none(serve: Serve) -> None:
    serve(lambda *_, **__: HttpResponse(status=404))
    with pytest.raises(ValueError, match="/openapi/ answered 404"):
        await AsyncSchemaClient("/openapi/").call("thing")


@pytest.mark.parametrize("content", [{"swagger": "2.0"}, {"openapi": "4.0"}, [], {}])
async def test_what_is_no_document_is_refused(content: Any) -> None:
    with pytest.raises(
        ValueError, match=r"no OpenAPI document of version 3\.0 or 3\.1"
    ):
        await AsyncSchemaClient(content).call("thing")


async def test_a_reference_that_leads_nowhere_is_named() -> None:
    schema = one(parameters=[{"$ref": "#/components/parameters/Gone"}])
    with pytest.raises(ValueError, match="refers to #/components/parameters/Gone"):
        await AsyncSchemaClient(schema).call("thing")


def test_the_projects_document_follows_its_urls() -> None:
    first = str(SchemaCoverage())
    with override_settings(ROOT_URLCONF=(path("v2/", include(router.urls)),)):
        assert "products_list" not in str(SchemaCoverage())
        assert "v2_categories_list" in str(SchemaCoverage())
    assert str(SchemaCoverage()) == first
    assert "products_list" in first


def run(code: str) -> str:
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


SETTINGS = "from django.conf import settings; settings.configure(ROOT_URLCONF='')\n"


def test_neither_library_is_imported_before_it_is_needed() -> None:
    said = run(
        f"{SETTINGS}import sys, restflow.test\n"
        "print({'drf_spectacular', 'jsonschema'} & {*sys.modules})"
    )
    assert said.strip() == "set()"


def test_who_validates_is_told_what_to_install() -> None:
    said = run(
        f"{SETTINGS}import sys; sys.modules['jsonschema'] = None\n"
        "from restflow.test import AsyncSchemaClient\n"
        "AsyncSchemaClient({}, validate=True)"
    )
    assert 'pip install "restflow[schema]"' in said


def test_who_gives_no_schema_is_told_what_to_install() -> None:
    said = run(
        f"{SETTINGS}import sys; sys.modules['drf_spectacular'] = None\n"
        "from restflow.test import SchemaCoverage\n"
        "SchemaCoverage()"
    )
    assert "Install it, or pass a dict" in said


def test_a_file_may_be_json(tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(one()))
    assert "thing" in str(SchemaCoverage(file))
