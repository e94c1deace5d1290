"""What to write where a test can't run.

The mark of a coroutine is missing, or pytest does not know the settings of the project,
in a test, in an import or in conftest.py. restflow adds to the error what to write, and
into which file.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
async def test_health(async_api_client):
    response = await async_api_client.get("/api/health/")
    assert response.status_code == 200
"""
MANAGE = """
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
"""
MODELS = "from products.models import Product"
TOML = "below `[tool.pytest.ini_options]` in pyproject.toml"
MARK = f'write `@pytest.mark.asyncio` above the test, or `asyncio_mode = "auto"` {TOML}'
SETTINGS = f'write `DJANGO_SETTINGS_MODULE = "project.settings"` {TOML}'
INSTALL = '`pip install "restflow[pytest]"` brings pytest-django. Then '
CASES: dict[str, tuple[str, str, str]] = {
    "mark": ("--ds=project.settings", MARK, ""),
    "settings": ("--ds=", SETTINGS, ""),
    "conftest": ("--ds=", SETTINGS, MODELS),
    "plugin": ("-pno:django", INSTALL + SETTINGS, ""),
}
FILES = {"pytest.ini": "[pytest]", "setup.cfg": "[tool:pytest]"}


@pytest.fixture(autouse=True)
def shop(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)


@pytest.mark.parametrize("case", CASES)
def test_the_advice(
    case: str, pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    option, advice, conftest = CASES[case]
    pytester.makepyfile(test_shop=TEST, conftest=conftest, manage=MANAGE)
    pytester.makepyprojecttoml("[tool.pytest.ini_options]")

    result = pytester.runpytest_subprocess(option, "-rs")

    capsys.readouterr()
    assert f"restflow: {advice}" in f"{result.stdout}{result.stderr}"  # [!]
    print(f"restflow: {advice}")


@pytest.mark.parametrize("file", FILES)
def test_the_file(
    file: str, pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    name, _, suffix = file.partition(".")
    pytester.makefile(f".{suffix}", **{name: FILES[file]})
    pytester.makepyfile(test_shop=MODELS)

    result = pytester.runpytest_subprocess("--ds=")

    capsys.readouterr()
    advice = f"`DJANGO_SETTINGS_MODULE = your_project.settings` below `{FILES[file]}`"
    assert f"restflow: write {advice} in {file}" in str(result.stdout)  # [!]
