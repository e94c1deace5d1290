"""A report that can't be written is refused before the first test.

The option has to name a file in a folder that exists, and the patterns of what is
scrubbed have to be regular expressions.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

FOLDER = "--restflow-report=."
NO_FOLDER = "--restflow-report=out/report.html"
SCRUB = "--override-ini=restflow_scrub=[0-9 => <number>"
REFUSED = {
    FOLDER: f"{FOLDER} names a folder. Name a file, such as "
    "--restflow-report=report.html.",
    NO_FOLDER: f"{NO_FOLDER}: the folder out does not exist. Make it (mkdir -p out), "
    "or name another one.",
    SCRUB: "restflow_scrub has the line '[0-9 => <number>', whose pattern is no "
    "regular expression: *",
}


@pytest.mark.parametrize("option", REFUSED, ids=["folder", "no folder", "pattern"])
def test_pytest_does_not_start(
    option: str,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")

    result = pytester.runpytest_subprocess(
        "--ds=project.settings", "--restflow-report=report.html", option
    )

    capsys.readouterr()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {REFUSED[option]}"])  # [!]
    print(REFUSED[option].removesuffix("*"))
