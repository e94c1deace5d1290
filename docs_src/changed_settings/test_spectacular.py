"""A setting of drf-spectacular, overridden.

drf-spectacular reads SPECTACULAR_SETTINGS once, so an override changes nothing. Patch
the object that has read them.
"""

from unittest import mock

from django.test import SimpleTestCase, override_settings
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import spectacular_settings


def title() -> str:
    document = SchemaGenerator().get_schema(request=None, public=True)
    return str(document["info"]["title"])


class TitleTests(SimpleTestCase):
    @override_settings(SPECTACULAR_SETTINGS={"TITLE": "Bookshop"})
    def test_an_override_changes_nothing(self) -> None:
        self.assertEqual(title(), "Shop")  # [!]

    def test_a_patch_does(self) -> None:
        with mock.patch.object(spectacular_settings, "TITLE", "Bookshop"):  # [!]
            self.assertEqual(title(), "Bookshop")
        self.assertEqual(title(), "Shop")
