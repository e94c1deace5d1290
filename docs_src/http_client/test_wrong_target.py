"""A target that is none.

pytest ends before the first test, whether the option or the configuration names the
target. The password of an address is not shown.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TARGET = "ftp://shop:secret@shop.example.com"


@pytest.mark.parametrize("by", ["option", "configuration"])
def test_nothing_runs(
    by: str,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile("def test_shop(): pass")
    options = ["--ds=project.settings"]
    if by == "option":
        options.append(f"--restflow-target={TARGET}")  # [!]
    else:
        pytester.makeini(f"[pytest]\nrestflow_target = {TARGET}")  # [!]

    result = pytester.runpytest_subprocess(*options)

    error = str(result.stderr)
    capsys.readouterr()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "is 'ftp://…@shop.example.com'. It has to be `process`, `server`" in error
    assert "secret" not in error
    print(error)


@pytest.mark.parametrize("target", ["http://[shop", "https://a.org/?page=2", "a.org"])
def test_what_is_no_address(
    target: str,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")

    result = pytester.runpytest_subprocess(
        "--ds=project.settings", f"--restflow-target={target}"
    )

    capsys.readouterr()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert f"is {target!r}. It has to be `process`, `server`" in str(result.stderr)
