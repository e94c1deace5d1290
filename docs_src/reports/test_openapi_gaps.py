"""What a test has recorded and the document does not declare.

The command warns of a status, of a type and of a body that is no JSON. It makes the
document without these examples. A body that came twice is one example.
"""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import path
from rest_framework import generics, serializers


class MugSerializer(serializers.Serializer[None]):
    name = serializers.CharField()


class MugView(generics.RetrieveAPIView[Any]):
    serializer_class = MugSerializer


urlpatterns = [path("mug/", MugView.as_view())]

ANSWERS = [
    (200, "application/json", '{"name": "Mug"}'),
    (200, "application/json", '{"name": "Mug"}'),
    (200, "application/json", '{"name": "Cup"}'),
    (200, "application/json", "{name"),
    (200, "text/csv", "Mug"),
    (404, "text/plain", "There is no mug."),
]
DOCUMENT = {"POSTPROCESSING_HOOKS": ["restflow.docs.add_examples"]}


def recorded(status: int, kind: str, body: str) -> dict[str, Any]:
    headers = {"Content-Type": kind}
    return {
        "method": "GET",
        "path": "/mug/",
        "request": {"headers": {}, "body": None},
        "response": {"status": status, "reason": "", "body": body, "headers": headers},
        "exception": None,
    }


@pytest.mark.urls(__name__)
def test_the_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    test = {"exchanges": [recorded(*answer) for answer in ANSWERS]}
    record = {"test_mug": test | {"queries": [], "hooks": [], "output": ""}}
    (folder := tmp_path / "tests").mkdir()
    (folder / "test_shop.py").touch()
    (folder / "test_shop.json").write_text(json.dumps({"tests": record}))

    out, options = StringIO(), f"--custom-settings={__name__}.DOCUMENT"
    with override_settings(RESTFLOW_DOCS_RECORDS=[folder]):
        call_command("spectacular", options, "--format=openapi-json", stdout=out)

    (operation,) = json.loads(out.getvalue())["paths"]["/mug/"].values()
    (media,) = operation["responses"]["200"]["content"].values()
    assert [*media["examples"]] == ["mug", "mug-2"]
    (told,) = re.findall(".* recorded it: .*", capsys.readouterr().err)
    assert "text/csv is not declared for a response 200 (" in told  # [!]
    assert told.endswith("404 is not declared (tests/test_shop.py::test_mug)")
    print(*told.split("; "), sep="\n")
