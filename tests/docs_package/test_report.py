"""The report of a run: what it says of tests, and where it comes from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs_package.reported import (
    TESTS,
    Reported,
    report_of,
    report_of_run,
    run,
    write,
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Reported:
    return report_of(tmp_path_factory.mktemp("reported"), TESTS)


# --- Tests ---------------------------------------------------------------------------


def test_it_lists_each_test_with_its_outcome(report: Reported) -> None:
    assert report.outcomes == {
        "test_fixtures_count": "passed",
        "test_async": "passed",
        "test_many_queries": "passed",
        "test_hook_and_mail": "passed",
        "ShopTests::test_in_a_class": "passed",
        "test_fails": "failed",
        "test_setup_fails": "error",
        "test_skipped": "skipped",
        "test_xfails": "xfailed",
    }
    assert report.status == pytest.ExitCode.TESTS_FAILED


def test_the_run_says_where_the_report_is(report: Reported) -> None:
    told = "restflow: report written to report.html (9 tests, 6 exchanges)"
    assert told in report.said


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ("test_fails", "They differ."),
        ("test_setup_fails", "ValueError: It is broken."),
        ("test_skipped", "Not today."),
        ("test_xfails", "Known to fail."),
    ],
)
def test_it_tells_without_a_script_why_a_test_did_not_pass(
    report: Reported, test: str, told: str
) -> None:
    assert told in report.listed(test)


def test_the_details_of_a_test_have_its_exchanges_with_route_and_status(
    report: Reported,
) -> None:
    created, missing = report.details("test_many_queries")["exchanges"]
    assert created[:3] == ["POST", "/api/groups/", "/api/groups/"]
    assert created[6:8] == [201, "Created"]
    assert '"name":"Potters"' in created[9]
    assert missing[1:3] == ["/api/groups/1000/", "/api/groups/{pk}/"]
    assert missing[3] > 0


def test_requests_of_fixtures_of_coroutines_and_of_test_cases_count(
    report: Reported,
) -> None:
    for test in ("test_fixtures_count", "test_async"):
        (exchange,) = report.details(test)["exchanges"]
        assert exchange[:2] == ["GET", "/health/"]
    (exchange,) = report.details("ShopTests::test_in_a_class")["exchanges"]
    assert exchange[6] == 405


def test_a_statement_has_its_line_and_how_often_that_line_sent_it(
    report: Reported,
) -> None:
    queries = report.details("test_many_queries")["queries"]
    lines = {(where, times) for _, where, _, times, *_ in queries}
    assert (f"test_shop.py:{line_of('filter(pk=number)')}", 7) in lines
    assert (f"test_shop.py:{line_of('filter(name=number)')}", 2) in lines
    assert "a query 7 times" in report.listed("test_many_queries")


def line_of(code: str) -> int:
    return TESTS[: TESTS.index(code)].count("\n")


def test_statements_have_placeholders_and_no_parameters(report: Reported) -> None:
    queries = report.details("test_many_queries")["queries"]
    (inserted,) = [sql for sql, *_ in queries if sql.startswith("INSERT")]
    assert "%s" in inserted
    assert "Potters" not in inserted


def test_hooks_mails_and_output_are_among_the_details(report: Reported) -> None:
    details = report.details("test_hook_and_mail")
    assert details["hooks"] == ["test_shop.hook"]
    assert details["mails"] == [
        ["me@example.com", "you@example.com", "Hello", "How are you?"]
    ]
    (output,) = report.details("test_fixtures_count")["output"]
    assert "This is printed." in output


WARNS = """
    import asyncio
    import pytest

    @pytest.mark.asyncio
    async def test_leaves_a_task(async_api_client):
        asyncio.ensure_future(asyncio.sleep(60))
"""


@pytest.mark.parametrize("workers", [(), ("-n1",)], ids=["alone", "xdist"])
def test_a_warning_of_restflow_is_with_its_test_and_has_its_code(
    tmp_path: Path, workers: tuple[str, ...]
) -> None:
    report = report_of(tmp_path, WARNS, *workers)
    (warning,) = report.details("test_leaves_a_task")["warnings"]
    assert warning.startswith("LeftBehindWarning: ")
    assert "restflow.E116" in warning
    assert "1 warning" in report.listed("test_leaves_a_task")


SLOW = """
    import time
    def test_quick(): pass
    def test_slow(): time.sleep(0.3)
"""


def test_the_slowest_tests_come_first(tmp_path: Path) -> None:
    rows = report_of(tmp_path, SLOW).table("Tests by time")
    assert [test for _, test in rows] == [
        "test_shop.py::test_slow",
        "test_shop.py::test_quick",
    ]


def test_the_tests_with_most_queries_are_named(report: Reported) -> None:
    number, test = report.table("Tests by queries")[0]
    assert test == "test_shop.py::test_many_queries"
    assert int(number) > 9


# --- Endpoints -----------------------------------------------------------------------


def test_it_names_the_endpoints_that_nobody_called(report: Reported) -> None:
    rows = report.table("Called by nobody")
    assert [row[:2] for row in rows] == [
        ["GET", "/api/groups/"],
        ["DELETE", "/api/groups/{pk}/"],
        ["PATCH", "/api/groups/{pk}/"],
        ["PUT", "/api/groups/{pk}/"],
        ["ANY", "/echo/"],
        ["ANY", "/forgotten/{name}/"],
        # A package's view, on a route of the project's.
        ["ANY", "/log-out/"],
    ]


def test_it_counts_calls_and_statuses_of_endpoints(report: Reported) -> None:
    rows = {(row[0], row[1]): row[2:4] for row in report.table("Called endpoints")}
    assert rows == {
        # It does not list this method, and somebody has tried it.
        ("DELETE", "/api/groups/"): ["1", "405 x 1"],
        ("POST", "/api/groups/"): ["1", "201 x 1"],
        ("GET", "/api/groups/{pk}/"): ["1", "404 x 1"],
        ("ANY", "/health/"): ["2", "200 x 2"],
    }


def test_it_counts_requests_that_went_to_no_route(report: Reported) -> None:
    assert "1 request went to no route of the project's URLconf." in report.text


OTHER_ROUTES = """
    from django.test import SimpleTestCase, override_settings

    @override_settings(ROOT_URLCONF="other_urls")
    class Tests(SimpleTestCase):
        def test_one(self):
            self.client.get("/other/1/")
"""
OTHER_URLS = """
    from django.urls import path
    from the_urls import health

    urlpatterns = [path("other/<int:pk>/", lambda request, pk: health(request))]
"""


def test_a_class_with_a_urlconf_of_its_own_has_routes(tmp_path: Path) -> None:
    write(tmp_path, other_urls=OTHER_URLS)
    report = report_of(tmp_path, OTHER_ROUTES)
    (exchange,) = report.details("Tests::test_one")["exchanges"]
    assert exchange[2] == "/other/{pk}/"


def test_a_urlconf_that_cant_be_imported_is_told_and_the_report_is_there(
    tmp_path: Path,
) -> None:
    write(tmp_path, other="SECRET_KEY = 'x'\nROOT_URLCONF = 'no_such_module'")
    write(tmp_path, test_it="def test_it(): pass")
    report = report_of_run(tmp_path, "--ds=other")
    assert "The URLconf can&#x27;t be read: ModuleNotFoundError" in report.text
    assert report.outcomes == {"test_it": "passed"}


def test_a_project_without_settings_has_a_report_of_its_tests(
    tmp_path: Path,
) -> None:
    write(tmp_path, test_it="def test_it(): print('Here.')")
    report = report_of_run(tmp_path)
    assert report.outcomes == {"test_it": "passed"}
    assert "Django is not set up" in report.text
    assert "Here." in report.details("test_it")["output"][0]


NOT_SET_UP = """
    from django.conf import settings

    settings.configure()
    def test_it(): pass
"""


def test_settings_without_a_set_up_are_no_reason_to_fail(tmp_path: Path) -> None:
    write(tmp_path, test_it=NOT_SET_UP)
    report = report_of_run(tmp_path, "-p", "no:django")
    assert report.outcomes == {"test_it": "passed"}


# --- More than one process, more than one run ----------------------------------------


def content(report: Reported) -> dict[str, object]:
    """Return what must not depend on how tests are run: all but durations."""
    details = {name: report.details(name) for name in report.outcomes}
    for of_test in details.values():
        for exchange in of_test.get("exchanges", []):
            exchange[3] = None
        for query in of_test.get("queries", []):
            query[4] = None
    called = [row[:4] for row in report.table("Called endpoints")]
    return {
        "outcomes": report.outcomes,
        "notes": re.findall(r'<p class="note">.*?</p>', report.text, re.DOTALL),
        "details": details,
        "never": report.table("Called by nobody"),
        "called": called,
        "list": {
            name: re.sub(r"[\d.]+ m?s|0x[\da-f]+", "", report.listed(name))
            for name in report.outcomes
        },
    }


def test_two_processes_report_what_one_does(tmp_path: Path, report: Reported) -> None:
    assert content(report_of(tmp_path, TESTS, "-n2")) == content(report)


CRASHES = """
    import os
    def test_passes(client): client.get("/health/")
    def test_crashes(): os._exit(3)
"""


def test_a_test_in_which_a_worker_crashes_has_failed(tmp_path: Path) -> None:
    report = report_of(tmp_path, CRASHES, "-n1")
    assert report.outcomes == {"test_crashes": "failed", "test_passes": "passed"}
    assert "crashed" in report.listed("test_crashes")
    assert "ended early" in report.text


FLAKY = """
    ran = []
    def test_flaky(client):
        ran.append(1)
        client.get(f"/echo/?say={len(ran)}")
        assert len(ran) == 3
"""


def test_of_a_test_that_is_run_again_the_last_run_counts(
    tmp_path: Path,
) -> None:
    report = report_of(tmp_path, FLAKY, "--reruns", "4")
    assert report.outcomes == {"test_flaky": "passed"}
    (exchange,) = report.details("test_flaky")["exchanges"]
    assert exchange[1] == "/echo/?say=3"
    assert "after 2 earlier runs" in report.listed("test_flaky")


SUBTESTS = """
    from django.test import SimpleTestCase

    class Tests(SimpleTestCase):
        def test_parts(self):
            for number in range(3):
                with self.subTest(number=number):
                    self.client.get("/health/")
                    self.assertNotEqual(number, 1)
"""


def test_a_subtest_that_fails_fails_its_test(tmp_path: Path) -> None:
    report = report_of(tmp_path, SUBTESTS)
    assert report.outcomes == {"Tests::test_parts": "failed"}
    assert "1 == 1" in report.listed("Tests::test_parts")
    # Before pytest 9, a subtest that fails ends its test.
    sent = 3 if hasattr(pytest, "SubtestReport") else 2
    assert len(report.details("Tests::test_parts")["exchanges"]) == sent


@pytest.mark.parametrize("workers", [(), ("-n1",)], ids=["alone", "xdist"])
def test_a_file_that_cant_be_collected_is_an_error(
    tmp_path: Path, workers: tuple[str, ...]
) -> None:
    report = report_of(tmp_path, "import no_such_module", *workers)
    assert report.outcomes == {"test_shop.py": "error"}
    assert "No module named" in report.listed("test_shop.py")


LIVE = """
    import urllib.request

    def test_live(live_asgi_server):
        assert urllib.request.urlopen(live_asgi_server.url + "/health/").status == 200
"""


def test_what_a_live_server_answers_counts(tmp_path: Path) -> None:
    report = report_of(tmp_path, LIVE)
    (exchange,) = report.details("test_live")["exchanges"]
    assert exchange[2] == "/health/"


# --- The file ------------------------------------------------------------------------


def test_a_folder_that_does_not_exist_is_refused_before_any_test_runs(
    tmp_path: Path,
) -> None:
    write(tmp_path, test_it="def test_it(): pass")
    status, said = run(tmp_path, "--restflow-report=reports/of/report.html")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert "Make it (mkdir -p reports/of), or name another one." in said


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    status, said = run(tmp_path, "--restflow-report=reports")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert "such as --restflow-report=reports/report.html" in said


def test_a_file_that_cant_be_written_does_not_lose_the_run(
    tmp_path: Path,
) -> None:
    write(
        tmp_path,
        test_it="""
        from pathlib import Path

        def test_it():
            Path("report.html").mkdir()
        """,
    )
    status, said = run(tmp_path, "--restflow-report=report.html")
    assert status == pytest.ExitCode.OK
    assert "1 passed" in said
    assert "the report could not be written to report.html" in said


def test_without_the_option_nothing_is_collected(tmp_path: Path) -> None:
    write(
        tmp_path,
        test_it="""
        import sys

        def test_it(pytestconfig):
            assert not pytestconfig.pluginmanager.has_plugin("restflow-report")
            assert not any(name.startswith("restflow.docs") for name in sys.modules)
        """,
    )
    assert run(tmp_path)[0] == pytest.ExitCode.OK
