"""Labels that find no test, and a runner that says so.

Django's runner looks in packages for files called `test*.py`, and in these for classes.
If it finds no test at all, that is a success.
"""

import sys

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

DJANGO, STRICT = "django.test.runner.DiscoverRunner", "runner.StrictRunner"
RUNNER = """
from django.test.runner import DiscoverRunner

class StrictRunner(DiscoverRunner):
    def suite_result(self, suite, result, **kwargs):
        return super().suite_result(suite, result) or int(result.testsRun == 0)
"""
CLASS = """
from django.test import SimpleTestCase, tag

class ShelfTests(SimpleTestCase):
    @tag("slow")
    def test_slow(self):
        pass

    def test_quick(self):
        pass
"""
FUNCTION = "def test_it(): assert False"


@pytest.mark.parametrize(
    ("labels", "runner", "found", "passes"),
    [
        ("shelves", DJANGO, 2, True),
        ("shelves.test_mugs.ShelfTests.test_slow", STRICT, 1, True),
        ("shelves --tag=slow", STRICT, 1, True),
        ("shelves -k quick", STRICT, 1, True),
        ("shelves/no_package", STRICT, 2, True),
        ("shelves.test_functions", DJANGO, 0, True),  # [!]
        ("shelves.test_functions", STRICT, 0, False),  # [!]
    ],
)
def test_what_is_found(
    labels: str,
    runner: str,
    found: int,
    passes: bool,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{pytester.path}", ":")
    shelves = pytester.mkpydir("shelves")
    shelves.joinpath("test_mugs.py").write_text(CLASS)
    shelves.joinpath("test_functions.py").write_text(FUNCTION)
    shelves.joinpath("no_package").mkdir()
    shelves.joinpath("no_package/test_pots.py").write_text(CLASS)
    pytester.makepyfile(runner=RUNNER)

    command = f"-m django test --settings=project.settings --testrunner={runner}"
    result = pytester.run(sys.executable, *command.split(), *labels.split())

    capsys.readouterr()
    assert f"Ran {found} test" in str(result.stderr)
    assert (result.ret == 0) == passes
