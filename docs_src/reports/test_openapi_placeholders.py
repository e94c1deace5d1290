"""Values that records mask or scrub, in the examples of a document.

An example has a value of the kind that the schema asks for, so that it can be sent. A
value out of a list can't be made up: there the mask stays, and is no error.
"""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import path
from rest_framework import generics, serializers


class CheckSerializer(serializers.Serializer[None]):
    cvv = serializers.ChoiceField(["new", "used"])


class CardSerializer(serializers.Serializer[None]):
    token = serializers.UUIDField(allow_null=True)
    older = serializers.ListField(child=serializers.UUIDField())
    pin = serializers.IntegerField()
    secret = serializers.ChoiceField(["chip", "word"])
    check = CheckSerializer(allow_null=True)
    site = serializers.URLField(read_only=True)


class CardView(generics.RetrieveAPIView[Any]):
    serializer_class = CardSerializer


urlpatterns = [path("cards/<int:pk>/", CardView.as_view())]

CARD = {"token": "<uuid>", "older": ["<uuid>"], "pin": "<masked>", "site": ""}
RESPONSE = {
    "status": 200,
    "reason": "OK",
    "headers": {"Content-Type": "application/json"},
    "body": json.dumps(CARD | {"check": {"cvv": "<masked>"}, "secret": "<masked>"}),
}
EXCHANGE: dict[str, Any] = {
    "method": "GET",
    "path": "/cards/<number>/",
    "request": {"headers": {}, "body": None},
    "response": RESPONSE,
    "exception": None,
}
TEST = {"exchanges": [EXCHANGE], "queries": [], "hooks": [], "output": ""}
DOCUMENT = {"POSTPROCESSING_HOOKS": ["restflow.docs.add_examples"]}


@pytest.mark.urls(__name__)
def test_the_examples(tmp_path: Path) -> None:
    (tmp_path / "test_shop.py").touch()
    (tmp_path / "test_shop.json").write_text(json.dumps({"tests": {"test_card": TEST}}))
    out, options = StringIO(), f"--custom-settings={__name__}.DOCUMENT"
    with override_settings(RESTFLOW_DOCS_RECORDS=[tmp_path]):
        call_command("spectacular", options, "--format=openapi-json", stdout=out)

    operation = json.loads(out.getvalue())["paths"]["/cards/{id}/"]["get"]
    (media,) = operation["responses"]["200"]["content"].values()
    example = media["examples"]["card"]["value"]
    assert example["pin"] == 1  # [!]
    assert example["secret"] == example["check"]["cvv"] == "<masked>"  # [!]
    print(json.dumps(example, indent=2))
