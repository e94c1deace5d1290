"""The order in which test databases are made.

`DEPENDENCIES` names the databases that come first. A database without it depends on
`default`, so `default` can't depend on it: Django refuses the circle. Django no longer
reads the old TEST_DEPENDENCIES, and nothing says so.
"""

import re
import sys

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SETTINGS = """
from project.settings import *

DATABASES["default"]["TEST"] = {"DEPENDENCIES": ["archive"]}
"""
CIRCLE, ORDERED, OLD = (
    SETTINGS,
    SETTINGS + 'DATABASES["archive"]["TEST"] = {"DEPENDENCIES": []}',
    """
from project.settings import *

DATABASES["default"]["TEST_DEPENDENCIES"] = ["archive"]
DATABASES["archive"]["TEST_DEPENDENCIES"] = []
""",
)
TESTS = """
from django.test import TestCase

class ShopTests(TestCase):
    databases = {"default", "archive"}

    def test_it(self):
        pass
"""


@pytest.mark.parametrize(
    ("module", "made"),
    [(CIRCLE, []), (ORDERED, ["archive", "default"]), (OLD, ["default", "archive"])],
    ids=["circle", "ordered", "old"],
)
def test_the_order(
    module: str,
    made: list[str],
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{pytester.path}", ":")
    pytester.makepyfile(ordered=module, test_shop=TESTS)
    command = "-m django test --settings=ordered test_shop"
    result = pytester.run(sys.executable, *command.split())
    capsys.readouterr()
    output = str(result.stderr) + str(result.stdout)
    assert (
        re.findall(r"Creating test database for alias '(\w+)'", output) == made
    )  # [!]
    assert ("Circular dependency in TEST[DEPENDENCIES]" in output) == (not made)
