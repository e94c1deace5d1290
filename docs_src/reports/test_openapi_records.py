"""What the setting of the hook may be.

The hook needs a list of folders or files with records. With None it changes nothing, as
a site in production has no tests.
"""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import override_settings

DOCUMENT = {"POSTPROCESSING_HOOKS": ["restflow.docs.add_examples"]}
PLAIN: dict[str, Any] = {"POSTPROCESSING_HOOKS": []}


def document(options: str) -> str:
    out = StringIO()
    call_command("spectacular", f"--custom-settings={__name__}.{options}", stdout=out)
    return out.getvalue()


@override_settings(RESTFLOW_DOCS_RECORDS=None)
def test_production() -> None:
    assert document("DOCUMENT") == document("PLAIN")  # [!]


@pytest.mark.parametrize("given", [[], "tests", Path("tests")])
def test_no_list(given: Any) -> None:
    with (
        override_settings(RESTFLOW_DOCS_RECORDS=given),
        pytest.raises(ImproperlyConfigured) as caught,  # [!]
    ):
        document("DOCUMENT")

    assert f"It is {given!r}." in str(caught.value)


def test_a_folder_without_records(tmp_path: Path) -> None:
    for folder, told in ((tmp_path, "no record"), (tmp_path / "out", "There is no")):
        with (
            override_settings(RESTFLOW_DOCS_RECORDS=[folder]),
            pytest.raises(ImproperlyConfigured) as caught,  # [!]
        ):
            document("DOCUMENT")
        assert told in str(caught.value)
