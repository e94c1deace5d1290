"""The plugin brings what a run needs, and nothing where it is not used."""

from __future__ import annotations

import pytest

from tests.pytest_plugin.test_plugin import SETTINGS, run

pytest_plugins = ["pytester"]

LOADED = """
    import sys

    def loaded(*names):
        return [name for name in names if name in sys.modules]
"""
QUERY = """
    @pytest.mark.django_db
    def test_query():
        from django.contrib.auth.models import Group

        assert not Group.objects.exists()
"""


def test_a_synchronous_run_imports_neither_framework_nor_client(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        loaded=LOADED,
        test_it=f"""
    import pytest
    from loaded import loaded
    {QUERY}
    def test_what_is_loaded():
        assert not loaded("rest_framework", "restflow.test._database")
    """,
    )

    run(pytester).assert_outcomes(passed=2)


def test_asynchronous_tests_share_a_database_without_the_framework(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        loaded=LOADED,
        test_it="""
        import pytest
        from django.contrib.auth.models import Group
        from loaded import loaded

        @pytest.fixture
        def group(db):
            return Group.objects.create(name="editors")

        @pytest.mark.asyncio
        async def test_rows(group):
            assert await Group.objects.aget() == group
            assert loaded("restflow.test._database")
            assert not loaded("rest_framework")
        """,
    )

    run(pytester).assert_outcomes(passed=1)


def test_the_first_test_that_uses_restflow_brings_the_rest(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        test_it="""
        def test_first():
            from asgiref.sync import async_to_sync
            from restflow.test import AsyncAPIClient

            assert async_to_sync(AsyncAPIClient().get)("/echo/").status_code == 200

        def test_second():
            from restflow.test import AsyncAPIClient

            AsyncAPIClient().get("/echo/")
        """
    )

    result = run(pytester)

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*test_second*", "*never awaited*"])


def test_a_failing_synchronous_test_shows_its_exchanges(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        test_it="""
        def test_it(client):
            assert client.get("/echo/").status_code == 404
        """
    )

    result = run(pytester)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*HTTP exchange 1: GET */echo/ → 200*"])


def test_what_a_thread_has_connected_to_is_closed_though_nothing_was_expected(
    pytester: pytest.Pytester,
) -> None:
    # A database in memory is never closed.
    pytester.makepyfile(
        settings_of_a_file=SETTINGS.replace(
            '":memory:"', '"real", "TEST": {"NAME": "test.sqlite3"}'
        ),
        test_it="""
        import threading

        import pytest
        from django.db import connection

        opened = []

        @pytest.fixture(scope="session", autouse=True)
        def looking():
            yield
            # It is finished after the databases, which it does not know.
            assert [one.connection for one in opened] == [None]

        @pytest.mark.django_db
        def test_first():
            import restflow.test._database.sharing

        @pytest.mark.django_db
        def test_second():
            def connect():
                connection.ensure_connection()
                opened.append(connection._connections[connection._alias])

            thread = threading.Thread(target=connect)
            thread.start()
            thread.join()
        """,
    )

    result = pytester.runpytest_subprocess("--ds=settings_of_a_file", "-pno:randomly")

    result.assert_outcomes(passed=2)
