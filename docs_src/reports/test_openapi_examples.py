"""Examples in the OpenAPI document that tests have recorded.

What a test sent and what came back become examples of their operation. They are named
after the test. The command validates the document, and fails if there is a warning.
"""

import json
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import SimpleTestCase, override_settings

DOCUMENT = {
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "project.schema.add_schemas",
        "restflow.docs.add_examples",  # [!]
    ]
}
SERVED_BELOW = DOCUMENT | {
    "SCHEMA_PATH_PREFIX": "/api",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "SERVERS": [{"url": "https://shop.example.com/api"}],
}
INSERTED = DOCUMENT | {"SCHEMA_PATH_PREFIX_INSERT": "/shop"}
RECORDS = [settings.BASE_DIR / "client" / "test_crud.py"]
OPTIONS = ["--format=openapi-json", "--validate", "--fail-on-warn"]


@override_settings(RESTFLOW_DOCS_RECORDS=RECORDS)  # [!]
class DocumentTests(SimpleTestCase):
    def operation(self, method: str, path: str, options: str = "DOCUMENT") -> Any:
        out = StringIO()
        custom = f"--custom-settings={__name__}.{options}"
        call_command("spectacular", custom, *OPTIONS, stdout=out)
        return json.loads(out.getvalue())["paths"][path][method]

    def test_a_request(self) -> None:
        body = self.operation("post", "/api/products/")["requestBody"]
        examples = body["content"]["application/json"]["examples"]
        print(json.dumps(examples, indent=2))

    def test_a_response(self) -> None:
        responses = self.operation("post", "/api/products/")["responses"]
        examples = responses["201"]["content"]["application/json"]["examples"]
        self.assertEqual(examples["the-life-of-a-product"]["value"]["price"], "99.00")

    def test_the_path_of_a_server(self) -> None:
        whole = self.operation("post", "/api/products/")["requestBody"]
        trimmed = self.operation("post", "/products/", "SERVED_BELOW")  # [!]
        self.assertEqual(trimmed["requestBody"], whole)

    @override_settings(FORCE_SCRIPT_NAME="/shop")
    def test_a_script_name(self) -> None:
        found = self.operation("post", "/shop/api/products/", "INSERTED")  # [!]
        self.assertIn("examples", found["requestBody"]["content"]["application/json"])
