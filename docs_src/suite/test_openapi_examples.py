"""The OpenAPI document of the shop is valid, and its examples fit.

With `restflow.docs.add_examples` in the settings, examples come from the records that
RESTFLOW_DOCS_RECORDS names. Each of them has to fit the schema of its operation.
"""

from io import StringIO

from django.core.management import call_command
from django.test import SimpleTestCase


class DocumentTests(SimpleTestCase):
    def test_the_document_is_valid(self) -> None:
        out = StringIO()
        call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
        self.assertIn("/api/orders/", out.getvalue())
