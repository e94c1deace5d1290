"""The pytest plugin, in projects made for the purpose.

Each runs in a process of its own, as Django is set up once in a process; where nothing
is set up, in this one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import restflow.test
from restflow._traps import RIVAL
from restflow.test import AsyncAPIClient, AsyncAPIRequestFactory
from restflow.test._exchanges import recording as _exchanges

pytest_plugins = ["pytester"]

SAMPLE = Path(__file__).parents[2] / "docs_src"

SETTINGS = """
    SECRET_KEY = "not a secret"
    ALLOWED_HOSTS = ["testserver"]
    ROOT_URLCONF = "the_urls"
    USE_TZ = True
    INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
    DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    }
"""

URLS = """
    from django.http import HttpResponse
    from django.urls import path

    async def echo(request):
        return HttpResponse(request.body, content_type="text/plain")

    urlpatterns = [path("echo/", echo)]
"""


def run(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    """Run the project's tests in a process of its own."""
    pytester.makepyfile(the_settings=SETTINGS, the_urls=URLS)
    pytester.makeini("[pytest]\nDJANGO_SETTINGS_MODULE = the_settings\n")
    return pytester.runpytest_subprocess(
        "--ds=the_settings", "-p", "no:randomly", *args
    )


def run_here(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    """Run the project's tests in this process, with the settings of this one."""
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    return pytester.runpytest_inprocess("-p", "no:django", "-p", "no:randomly", *args)


# --- Fixtures ------------------------------------------------------------------------


def test_the_client_fixture_is_a_new_client(async_api_client: AsyncAPIClient) -> None:
    assert type(async_api_client) is AsyncAPIClient
    assert not async_api_client.cookies


def test_the_factory_fixture_is_a_factory(async_api_rf: AsyncAPIRequestFactory) -> None:
    assert type(async_api_rf) is AsyncAPIRequestFactory


def test_the_fixtures_need_no_conftest(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        seen = []

        @pytest.mark.asyncio
        @pytest.mark.parametrize("number", [1, 2])
        async def test_client(async_api_client, number):
            assert async_api_client not in seen, "a client is shared"
            seen.append(async_api_client)
            response = await async_api_client.post("/echo/", {"number": number})
            assert response.content == b'{"number":%d}' % number

        def test_factory(async_api_rf):
            assert async_api_rf.get("/").method == "GET"
        """
    )
    run(pytester).assert_outcomes(passed=3)


def test_the_fixtures_are_documented(pytester: pytest.Pytester) -> None:
    result = run_here(pytester, "--fixtures")
    result.stdout.fnmatch_lines(
        [
            "async_api_client -- *pytest_plugin.py:*",
            "    A new `restflow.test.AsyncAPIClient` for each test.",
            "async_api_rf -- *pytest_plugin.py:*",
        ]
    )


# --- The report of a test that fails -------------------------------------------------


def test_a_failing_test_shows_its_exchanges(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.asyncio
        async def test_that_fails(async_api_client):
            await async_api_client.post("/echo/", {"number": 1})
            response = await async_api_client.get("/echo/?second=yes")
            assert response.status_code == 418
        """
    )
    result = run(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*- HTTP exchange 1: POST http://testserver/echo/ → 200 OK -*",
            "> POST http://testserver/echo/",
            "> Host: testserver",
            "> Content-Type: application/json",
            "{",
            '  "number": 1',
            "}",
            "< 200 OK",
            "< Content-Type: text/plain",
            '{"number":1}',
            "",
            "curl --request POST http://testserver/echo/ * --data-raw '{\"number\":1}'",
            "*- HTTP exchange 2: GET http://testserver/echo/[?]second=yes → 200 OK -*",
            "> GET http://testserver/echo/[?]second=yes",
        ]
    )


def test_failing_tests_of_every_kind_show_their_own_exchanges(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import unittest

        import pytest
        from asgiref.sync import async_to_sync
        from django.test import Client, SimpleTestCase

        from restflow.test import AsyncAPIClient, AsyncAPISimpleTestCase

        class ApiTests(AsyncAPISimpleTestCase):
            async def test_async_method(self):
                await self.client.get("/echo/?from=async_method")
                self.fail()

            def test_sync_method(self):
                self.sync_client.get("/echo/?from=sync_method")
                self.fail()

        class WithSetUp(SimpleTestCase):
            def setUp(self):
                self.client.get("/echo/?from=set_up")

            def test_with_set_up(self):
                self.fail()

        @pytest.fixture
        def prepared():
            Client().get("/echo/?from=fixture")
            yield
            Client().get("/echo/?from=end_of_fixture")

        def test_with_fixture(prepared):
            assert False

        @pytest.fixture
        def broken():
            Client().get("/echo/?from=broken_fixture")
            assert False

        def test_with_broken_fixture(broken):
            pass

        @pytest.fixture
        def breaking():
            yield
            Client().get("/echo/?from=breaking_fixture")
            assert False

        def test_with_breaking_fixture(breaking):
            Client().get("/echo/?from=test_that_passes")
        """
    )
    result = run(pytester)
    result.assert_outcomes(failed=4, passed=1, errors=2)
    titles = [
        line.strip("- ").removeprefix("HTTP exchange ").removesuffix(" → 200 OK")
        for line in result.outlines
        if "- HTTP exchange" in line
    ]
    assert sorted(titles) == [
        "1: GET http://testserver/echo/?from=async_method",
        "1: GET http://testserver/echo/?from=broken_fixture",
        "1: GET http://testserver/echo/?from=fixture",
        "1: GET http://testserver/echo/?from=set_up",
        "1: GET http://testserver/echo/?from=sync_method",
        "1: GET http://testserver/echo/?from=test_that_passes",
        "2: GET http://testserver/echo/?from=breaking_fixture",
    ]


FAILING = """
    from asgiref.sync import async_to_sync
    from restflow.test import AsyncAPIClient

    def test_that_fails():
        client = AsyncAPIClient()
        post = async_to_sync(client.post)
        post("/nowhere/", "a" * 3000, content_type="text/plain")
        post("/nowhere/", bytes(range(256)), content_type="image/png")
        assert False
"""


def test_long_and_binary_bodies_are_cut(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FAILING)
    result = run_here(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["a*a… (1,000 more characters)", "<256 bytes of binary data>"],
        consecutive=False,
    )
    shown = [line for line in result.outlines if not line.startswith(("curl", "echo"))]
    assert max(map(len, shown)) < 2100


def test_the_command_of_a_long_body_does_not_flood_the_report(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(FAILING.replace("3000", "300_000"))
    result = run_here(pytester)
    assert max(map(len, result.outlines)) < 20_000


def test_only_the_last_exchanges_are_shown(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from django.test import Client

        def test_that_fails():
            for number in range(1, 13):
                Client().get(f"/nowhere/?number={number}")
            assert False
        """
    )
    result = run_here(pytester)
    result.stdout.fnmatch_lines(
        [
            "*- 2 earlier HTTP exchanges are not shown -*",
            "*- HTTP exchange 3: GET http://testserver/nowhere/[?]number=3 *",
            "*- HTTP exchange 12: GET http://testserver/nowhere/[?]number=12 *",
        ]
    )
    result.stdout.no_fnmatch_line("*- HTTP exchange [12]:*")


def test_what_was_shown_is_not_shown_again_when_the_teardown_fails(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import pytest
        from django.test import Client

        @pytest.fixture
        def breaking():
            yield
            Client().get("/nowhere/?second=yes")
            assert False

        def test_that_fails(breaking):
            Client().get("/nowhere/?first=yes")
            assert False
        """
    )
    result = run_here(pytester)
    result.assert_outcomes(failed=1, errors=1)
    titles = [line for line in result.outlines if "- HTTP exchange" in line]
    assert len([title for title in titles if "first" in title]) == 1
    assert len([title for title in titles if "second" in title]) == 1


def test_the_exception_of_a_view_is_shown_without_the_way_through_the_client(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import pytest
        from django.test import override_settings

        @pytest.mark.asyncio
        @override_settings(ROOT_URLCONF="tests.support.urls")
        async def test_that_fails(async_api_client):
            await async_api_client.get("/fail/")
        """
    )
    result = run_here(pytester, "--show-capture=no")
    result.stdout.fnmatch_lines(["E * LookupError: nothing here"])
    # However pytest shortens the path of the checkout.
    package = "/".join(Path(restflow.test.__file__).parts[-5:-1])
    assert f"{package}/" not in result.stdout.str()


def test_a_passing_test_shows_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FAILING.replace("assert False", "assert True"))
    result = run_here(pytester)
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*HTTP exchange*")


def test_a_failing_test_without_requests_shows_nothing(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile("def test_that_fails(): assert False")
    result = run_here(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*HTTP exchange*")


def test_exchanges_travel_from_the_workers_of_xdist(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(FAILING)
    result = run(pytester, "-n1")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*- HTTP exchange 1: POST http://testserver/nowhere/ → 404 Not Found -*"]
    )


# --- Projects without Django ---------------------------------------------------------


def test_without_django_nothing_is_recorded(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(
        """
        from django.test import AsyncClient

        def test_recording():
            assert AsyncClient.request.__module__ != "django.test.client"
        """
    )
    # The recording of this very test would be seen by the one within.
    for client, request in _exchanges._originals.items():
        monkeypatch.setattr(client, "request", request)
    monkeypatch.setattr(_exchanges, "_recordings", [])
    monkeypatch.setattr(_exchanges, "_originals", {})
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE")
    run_here(pytester).assert_outcomes(passed=1)
    monkeypatch.delitem(sys.modules, "django.conf")
    run_here(pytester).assert_outcomes(failed=1)
    assert "django.conf" not in sys.modules


@pytest.mark.usefixtures("started")
def test_a_project_without_django_does_not_import_it(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    pytester.makepyfile(
        """
        import sys

        def test_modules():
            assert "restflow.pytest_plugin" in sys.modules
            assert not {"django", "rest_framework", "restflow.test"} & set(sys.modules)
        """
    )
    # pytest-django is what would import it first, and pytest-randomly asks factory_boy.
    others = ("-p", "no:django", "-p", "no:randomly")
    pytester.runpytest_subprocess(*others).assert_outcomes(passed=1)


@pytest.mark.usefixtures("started")
def test_a_test_may_be_the_first_to_import_restflow(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(SAMPLE), prepend=os.pathsep)
    pytester.makepyfile(
        """
        import sys
        import pytest
        from django.contrib.auth.models import Group

        @pytest.mark.django_db
        def test_queries():
            assert not Group.objects.exists()
            assert "restflow.test._database.queries" not in sys.modules
            from restflow.test import record_queries

            with record_queries() as queries:
                assert not Group.objects.exists()
            assert len(queries) == 1
        """
    )
    pytester.runpytest_subprocess("-p", "no:randomly").assert_outcomes(passed=1)


def test_settings_of_another_project_in_the_environment_do_no_harm(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "nowhere.settings")
    pytester.makepyfile("def test_that_passes(): pass")
    pytester.runpytest_subprocess("-p", "no:django").assert_outcomes(passed=1)


def test_a_project_that_has_not_set_django_up_runs_its_tests(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    pytester.makepyfile(
        """
        import django.test

        def test_settings():
            from django.conf import settings
            assert not settings.configured
        """
    )
    pytester.runpytest_subprocess("-p", "no:django").assert_outcomes(passed=1)


def test_the_first_test_of_a_project_without_pytest_django_is_recorded(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "the_settings")
    pytester.makepyfile(the_settings=SETTINGS, the_urls=URLS)
    pytester.makeconftest("import django; django.setup()")
    pytester.makepyfile(
        """
        from asgiref.sync import async_to_sync

        def test_that_fails(async_api_client):
            async_to_sync(async_api_client.get)("/echo/")
            assert False
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:django")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*- HTTP exchange 1: GET *://testserver/echo/ → 200 OK -*"]
    )


# --- The rival -----------------------------------------------------------------------


def test_beside_its_rival_the_plugin_refuses_to_run(pytester: pytest.Pytester) -> None:
    pytester.mkdir("drf_restflow-2.0.dist-info").joinpath("METADATA").write_text(
        "Metadata-Version: 2.1\nName: drf-restflow\nVersion: 2.0\n"
    )
    pytester.syspathinsert()
    pytester.makepyfile("def test_that_passes(): pass")
    result = run_here(pytester)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: drf-restflow 2.0 is installed beside restflow.*", f"*{RIVAL.url}"]
    )
    assert "pip uninstall drf-restflow restflow" in result.stderr.str()


FORGETFUL = """
    import pytest
    import pytest_asyncio
    from restflow.test import AsyncAPIClient

    @pytest_asyncio.fixture
    async def of_a_coroutine():
        AsyncAPIClient().post("/echo/")

    @pytest.fixture
    def of_a_function():
        AsyncAPIClient().put("/echo/")

    @pytest.fixture
    def at_the_end():
        yield
        AsyncAPIClient().patch("/echo/")

    @pytest.fixture
    def request_for_the_test():
        return AsyncAPIClient().get("/echo/")

    @pytest.mark.asyncio
    async def test_one(of_a_coroutine):
        pass

    def test_two(of_a_function):
        pass

    def test_three(at_the_end):
        pass

    @pytest.mark.asyncio
    async def test_four(request_for_the_test):
        assert (await request_for_the_test).status_code == 200

    def test_five():
        pass
"""


def test_what_a_fixture_forgets_fails_the_test_that_has_it(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(FORGETFUL)
    scope = "asyncio_default_fixture_loop_scope=function"
    result = run(pytester, "-W", "error", "-o", scope)
    result.assert_outcomes(passed=3, failed=2, errors=1)
    told = result.stdout.str()
    for verb in ("post", "put", "patch"):
        assert f"`AsyncAPIClient.{verb}` in " in told
    assert "`AsyncAPIClient.get`" not in told


@pytest.mark.parametrize("databases", ['{"default"}', '"__all__"'])
def test_a_simple_test_case_writes_into_a_test_database(
    pytester: pytest.Pytester, databases: str
) -> None:
    # Alone in a run: as soon as another test needs the database, there is one.
    pytester.makepyfile(
        f"""
        from django.contrib.auth.models import User
        from django.db import connection
        from restflow.test import AsyncAPISimpleTestCase

        class Tests(AsyncAPISimpleTestCase):
            databases = {databases}

            async def test_async(self):
                await User.objects.acreate(username="async")

            def test_sync(self):
                User.objects.create(username="sync")
                assert "memory" in str(connection.settings_dict["NAME"])
        """
    )
    real = pytester.path / "real.sqlite3"
    here = SETTINGS.replace(":memory:", real.as_posix())
    pytester.makepyfile(the_settings=here, the_urls=URLS)
    pytester.makeini("[pytest]\nDJANGO_SETTINGS_MODULE = the_settings\n")
    done = pytester.runpytest_subprocess("--ds=the_settings", "-p", "no:randomly")
    done.assert_outcomes(passed=2)
    assert not real.exists()
