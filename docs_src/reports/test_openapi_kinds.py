"""A masked value in an answer of one kind or another.

The schema has a branch for cards and one for vouchers. An example has to fit one of
them. The mask is in a list of the first, where it is no error.
"""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import path
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers, views


class CardSerializer(serializers.Serializer[None]):
    kind = serializers.ChoiceField(["card"])
    secret = serializers.ChoiceField(["chip", "word"])


class VoucherSerializer(serializers.Serializer[None]):
    kind = serializers.ChoiceField(["voucher"])


KINDS = PolymorphicProxySerializer(
    "Payment", [CardSerializer, VoucherSerializer], resource_type_field_name=None
)


class PaymentView(views.APIView):
    @extend_schema(responses=KINDS)
    def get(self) -> None: ...


urlpatterns = [path("payment/", PaymentView.as_view())]

CARD = {"kind": "card", "secret": "<masked>"}
EXCHANGE: dict[str, Any] = {
    "method": "GET",
    "path": "/payment/",
    "request": {"headers": {}, "body": None},
    "response": {
        "status": 200,
        "reason": "OK",
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps(CARD),
    },
    "exception": None,
}
TEST = {"exchanges": [EXCHANGE], "queries": [], "hooks": [], "output": ""}
DOCUMENT = {"POSTPROCESSING_HOOKS": ["restflow.docs.add_examples"]}


@pytest.mark.urls(__name__)
def test_the_example(tmp_path: Path) -> None:
    (tmp_path / "test_shop.py").touch()
    (tmp_path / "test_shop.json").write_text(json.dumps({"tests": {"test_card": TEST}}))
    out, options = StringIO(), f"--custom-settings={__name__}.DOCUMENT"
    with override_settings(RESTFLOW_DOCS_RECORDS=[tmp_path]):
        call_command("spectacular", options, "--format=openapi-json", stdout=out)

    document = json.loads(out.getvalue())
    answer = document["paths"]["/payment/"]["get"]["responses"]["200"]
    (media,) = answer["content"].values()
    assert media["examples"]["card"]["value"] == CARD  # [!]
    print(json.dumps(document["components"]["schemas"]["Payment"], indent=2))
