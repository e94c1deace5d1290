"""An example that its schema does not allow.

A test has recorded that a price is text. Then a serializer was changed, and now the
document says that a price is a number. An example that was written by hand would stay.
"""

from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import SimpleTestCase, override_settings
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from restflow.docs import ExampleSchemaError
from restflow.test import URLPatternsTestCase


class PricedSerializer(serializers.Serializer[None]):
    name = serializers.CharField()
    price = serializers.FloatField()


@extend_schema(responses=PricedSerializer)
@api_view(["GET"])
def product(request: Request, pk: int) -> Response:
    return Response({"name": "Phone", "price": 99})


def prices_are_numbers(result: Any, generator: Any, **options: Any) -> Any:
    product = result["components"]["schemas"]["Product"]
    product["properties"]["price"] = {"type": "number"}
    return result


ADD = "restflow.docs.add_examples"
DOCUMENT = {"POSTPROCESSING_HOOKS": [ADD]}
CHANGED = {"POSTPROCESSING_HOOKS": [f"{__name__}.prices_are_numbers", ADD]}


@override_settings(RESTFLOW_DOCS_RECORDS=[settings.BASE_DIR / "client/test_crud.py"])
class DocumentTests(URLPatternsTestCase, SimpleTestCase):
    urlpatterns = [path("api/products/<int:pk>/", product)]

    def test_the_example_is_refused(self) -> None:
        with self.assertRaises(ExampleSchemaError) as caught:  # [!]
            custom = f"--custom-settings={__name__}.DOCUMENT"
            call_command("spectacular", custom, stdout=StringIO())
        print(caught.exception)


class ShopTests(SimpleTestCase):
    @override_settings(RESTFLOW_DOCS_RECORDS=[settings.BASE_DIR / "client"])
    def test_the_first_of_many_are_shown(self) -> None:
        custom = f"--custom-settings={__name__}.CHANGED"
        with self.assertRaisesRegex(ExampleSchemaError, r"\n\nAnd \d+ more\.\n"):
            call_command("spectacular", custom, stdout=StringIO())
