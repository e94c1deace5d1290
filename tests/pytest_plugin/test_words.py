"""What pytest says beside an error: how a test is run, which project it is, and why."""

from __future__ import annotations

import inspect
import pickle

import pytest

from restflow.test import AsyncAPIClient, LeftBehindWarning, RequestArgumentError
from tests.support.small_project import SETTINGS, URLS

pytest_plugins = ["pytester"]

STRICT = "[pytest]\nasyncio_default_fixture_loop_scope = function\n"
INSTALL = '`pip install "restflow[pytest]"` brings '


def run(pytester: pytest.Pytester, *args: str) -> str:
    """Run the project's tests in a process of its own, and return what it says."""
    pytester.makepyfile(the_settings=SETTINGS, the_urls=URLS)
    result = pytester.runpytest_subprocess(
        "--ds=the_settings", "-p", "no:randomly", "-rs", *args
    )
    return result.stdout.str() + result.stderr.str()


def run_without_settings(pytester: pytest.Pytester, *args: str) -> str:
    result = pytester.runpytest_subprocess("-p", "no:randomly", *args)
    return result.stdout.str() + result.stderr.str()


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)


# --- A coroutine that nobody runs ----------------------------------------------------

COROUTINE = """
    async def test_it(async_api_client):
        assert (await async_api_client.get("/health/")).status_code == 200
"""
CONFIGURATIONS = {
    "pytest.ini": (STRICT, "`asyncio_mode = auto` below `[pytest]`"),
    "setup.cfg": (
        "[tool:pytest]\naddopts = -v\n",
        "`asyncio_mode = auto` below `[tool:pytest]`",
    ),
    "pyproject.toml": (
        "[tool.pytest.ini_options]\naddopts = '-v'\n",
        '`asyncio_mode = "auto"` below `[tool.pytest.ini_options]`',
    ),
}


@pytest.mark.parametrize("file", CONFIGURATIONS)
def test_a_coroutine_without_the_mark_is_told_mark_and_mode(
    pytester: pytest.Pytester, file: str
) -> None:
    text, setting = CONFIGURATIONS[file]
    pytester.path.joinpath(file).write_text(text)
    pytester.makepyfile(COROUTINE)
    told = run(pytester)
    assert (
        f"write `@pytest.mark.asyncio` above the test, or {setting} in {file}." in told
    )


@pytest.mark.parametrize("how", ["mark", "mode"])
def test_what_it_is_told_has_the_coroutine_run(
    pytester: pytest.Pytester, how: str
) -> None:
    mark = "import pytest\npytestmark = pytest.mark.asyncio\n" if how == "mark" else ""
    pytester.path.joinpath("test_it.py").write_text(mark + inspect.cleandoc(COROUTINE))
    mode = "asyncio_mode = auto\n" if how == "mode" else ""
    pytester.makeini(STRICT + mode)
    assert "1 passed" in run(pytester)


def test_without_pytest_asyncio_it_is_told_what_to_install(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(COROUTINE)
    told = run(pytester, "-p", "no:asyncio")
    assert f"{INSTALL}pytest-asyncio. Then write `@pytest.mark.asyncio`" in told


@pytest.mark.skipif(pytest.version_tuple < (9,), reason="pytest lets it pass before 9")
def test_a_coroutine_fixture_is_told_its_decorator(pytester: pytest.Pytester) -> None:
    pytester.makeini(STRICT)
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        async def number():
            return 1

        @pytest.mark.asyncio
        async def test_it(number):
            assert number == 1
        """
    )
    told = run(pytester)
    assert "write `@pytest_asyncio.fixture` above the fixture, or " in told


# --- A project that pytest does not know ---------------------------------------------

NEEDS_SETTINGS = {
    "import": "from restflow.test import AsyncAPIClient\ndef test_it(): pass",
    "fixture": "def test_it(async_api_client): pass",
    "test": "def test_it():\n    from restflow.test import AsyncAPIClient",
}
MANAGE = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hello.settings")'


@pytest.mark.parametrize("place", NEEDS_SETTINGS)
def test_without_settings_it_is_told_which_option_to_set(
    pytester: pytest.Pytester, place: str
) -> None:
    pytester.path.joinpath("test_it.py").write_text(NEEDS_SETTINGS[place])
    told = run_without_settings(pytester)
    assert "settings are not configured" in told
    assert (
        "restflow: write `DJANGO_SETTINGS_MODULE = your_project.settings` below" in told
    )
    assert (
        "`[pytest]` in pytest.ini, or give pytest `--ds=your_project.settings`." in told
    )


def test_a_run_of_what_has_failed_skips_other_files(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_fails="def test_it(): assert 0", test_passes="def test_it(): pass"
    )
    run(pytester)

    told = run(pytester, "--lf")

    assert "1 failed" in told
    assert "INTERNALERROR" not in told


def test_a_conftest_is_told_so_and_the_settings_are_those_of_manage(
    pytester: pytest.Pytester,
) -> None:
    pytester.path.joinpath("pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    pytester.path.joinpath("manage.py").write_text(f"import os\n{MANAGE}\n")
    pytester.makeconftest("from restflow.test import AsyncAPIClient")
    pytester.makepyfile("def test_it(): pass")
    told = run_without_settings(pytester, "-p", "no:django")
    assert f"{INSTALL}pytest-django. Then write" in told
    setting = '`DJANGO_SETTINGS_MODULE = "hello.settings"`'
    assert f"{setting} below `[tool.pytest.ini_options]` in pyproject.toml" in told


@pytest.mark.parametrize(
    "test",
    [
        # Of a project whose settings are known.
        """
        def test_it():
            from django.core.exceptions import ImproperlyConfigured
            raise ImproperlyConfigured("The SECRET_KEY setting must not be empty.")
        """,
        # A setting that the project lacks.
        """
        def test_it():
            from django.conf import settings
            settings.NO_SUCH_SETTING
        """,
    ],
)
def test_nothing_is_said_where_something_else_is_wrong(
    pytester: pytest.Pytester, test: str
) -> None:
    pytester.makepyfile(test)
    assert "restflow: " not in run(pytester)


def test_nothing_is_said_where_the_environment_names_settings(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "nowhere.settings")
    pytester.makepyfile(NEEDS_SETTINGS["test"])
    told = run_without_settings(pytester, "-p", "no:django")
    assert "No module named 'nowhere'" in told
    assert "restflow: " not in told


# --- Synchronous queries -------------------------------------------------------------


def test_synchronous_queries_of_functions_and_fixtures_are_explained(
    pytester: pytest.Pytester,
) -> None:
    pytester.makeini(STRICT)
    pytester.makepyfile(
        """
        import pytest
        import pytest_asyncio
        from django.contrib.auth.models import Group

        pytestmark = [pytest.mark.asyncio, pytest.mark.django_db]

        @pytest_asyncio.fixture
        async def staff(db):
            return Group.objects.create(name="staff")

        async def test_fixture(staff):
            pass

        async def test_function():
            for group in Group.objects.all():
                pass
        """
    )
    told = run(pytester)
    name = "test_synchronous_queries_of_functions_and_fixtures_are_explained.py"
    assert f"synchronously, in {name}:9.\n" in told
    assert "Write `await Group.objects.acreate(…)`." in told
    assert f"synchronously, in {name}:15.\n" in told
    assert "Write `async for group in Group.objects.all()`." in told


# --- Names and causes ----------------------------------------------------------------


def test_a_failing_counter_in_a_plain_test_names_no_loop(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import pytest
        from django.contrib.auth.models import Group

        @pytest.mark.django_db
        def test_it(django_assert_num_queries):
            with django_assert_num_queries(2):
                Group.objects.count()
        """
    )
    told = run(pytester)
    assert "Expected to perform 2 queries but 1 was done" in told
    assert "no running event loop" not in told
    assert "both_ways.py" not in told


def test_under_xdist_a_warning_has_the_name_that_users_import(
    pytester: pytest.Pytester,
) -> None:
    pytester.makeini(STRICT)
    pytester.makepyfile(
        """
        import asyncio
        import pytest

        @pytest.mark.asyncio
        async def test_it():
            asyncio.create_task(asyncio.sleep(60))
        """
    )
    told = run(pytester, "-n1")
    assert "restflow.test.LeftBehindWarning: " in told
    assert "restflow.test._" not in told


@pytest.mark.asyncio
async def test_a_traceback_has_the_name_that_users_import() -> None:
    with pytest.raises(RequestArgumentError) as caught:
        await AsyncAPIClient().get("/", params={})
    assert caught.exconly().startswith("restflow.test.RequestArgumentError: ")


def test_an_error_that_a_user_derives_stays_where_it_is() -> None:
    assert Derived.__module__ == __name__
    assert pickle.loads(pickle.dumps(Derived)) is Derived  # noqa: S301  (our own)


class Derived(LeftBehindWarning):
    """Of a project."""


def test_no_source_is_shown_that_is_another_s() -> None:
    # A class is looked for in the module that it names, which only imports it.
    with pytest.raises(OSError, match=r"source|class definition"):
        inspect.getsource(RequestArgumentError)
    assert "def __reduce__" in inspect.getsource(RequestArgumentError.__reduce__)
