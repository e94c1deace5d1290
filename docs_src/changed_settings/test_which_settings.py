"""Which settings module pytest takes.

`--ds` wins over the environment, and the environment over `pytest.ini`. If your shell
has exported DJANGO_SETTINGS_MODULE, the tests run with those settings. A test that
changes the environment comes too late: the module has been read.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
def test_it(settings, monkeypatch):
    monkeypatch.setenv("SHOP_SIGN", "too late")
    print(settings.MODULE, settings.SHOP_SIGN, settings.DEBUG)
"""
SETTINGS = """
import os
from project.settings import *

MODULE = __name__
SHOP_SIGN = os.environ.get("SHOP_SIGN", "closed")
DEBUG = True
"""


@pytest.mark.parametrize(
    ("option", "variable", "taken"),
    [
        (["--ds=of_option"], "of_shell", "of_option"),
        ([], "of_shell", "of_shell"),  # [!]
        ([], None, "of_ini"),
    ],
    ids=["option", "shell", "ini"],
)
def test_precedence(
    option: list[str],
    variable: str | None,
    taken: str,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{pytester.path}", ":")
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    if variable:
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", variable)
    pytester.makeini("[pytest]\nDJANGO_SETTINGS_MODULE = of_ini\n")
    for name in ("of_option", "of_shell", "of_ini"):
        pytester.makepyfile(**{name: SETTINGS})
    pytester.makepyfile(TESTS)

    result = pytester.runpytest_subprocess("-sq", *option)

    capsys.readouterr()
    # Whatever the module says, DEBUG is off in tests.
    assert result.outlines[0].startswith(f"{taken} closed False")
