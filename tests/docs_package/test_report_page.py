"""The page of a report: what it lets through, and what it keeps out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from restflow.docs._report.figures import MANY
from restflow.docs._report.packing import cut
from restflow.docs._report.page import Run, page
from restflow.docs._report.types import ReportedQuery, ReportedTest, new_test
from tests.docs_package.reported import Reported, report_of

MARKUP = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>"


def read(*tests: ReportedTest) -> Reported:
    return Reported("", 0, page(Run([*tests])))


def test_no_text_of_a_test_becomes_markup(tmp_path: Path) -> None:
    tests = f"""
        import pytest

        @pytest.mark.parametrize("markup", [{MARKUP!r}])
        def test_it(client, markup):
            print(markup)
            client.post("/echo/", markup, content_type="text/html")
            raise ValueError(markup)
    """
    report = report_of(tmp_path, tests)
    assert report.text.count("</script>") == 2
    assert "<img" not in report.text
    (name,) = report.outcomes
    details = report.details(name)
    assert MARKUP in details["output"][0]
    assert details["exchanges"][0][5] == details["exchanges"][0][9] == MARKUP


def test_it_asks_no_other_host_and_forbids_it() -> None:
    text = read(new_test("test_it.py::test_it")).text
    assert not re.findall(r'(?:src|href)="(?!#)|url\(|@import', text)
    assert "default-src 'none'" in text
    assert "unsafe" not in text


def exchanging(body: str, number: int = 0) -> ReportedTest:
    test = new_test(f"test_it.py::test_{number}")
    test["exchanges"] = [
        {
            "method": "GET",
            "path": "/",
            "request": {"headers": {}, "body": None},
            "response": {"status": 200, "reason": "OK", "headers": {}, "body": body},
            "exception": None,
            "ms": 1.0,
            "route": None,
        }
    ]
    return test


def test_what_is_long_is_cut_and_says_how_much_is_missing(tmp_path: Path) -> None:
    tests = """
        import pytest
        from django.contrib.auth.models import User

        @pytest.mark.django_db
        def test_it(client):
            print("y" * 30_000)
            client.post("/echo/", "x" * 3_234, content_type="text/plain")
            User.objects.filter(username__in=[f"{n}" for n in range(990)]).first()
    """
    details = report_of(tmp_path, tests).details("test_it")
    body = details["exchanges"][0][5]
    assert body == "x" * 2000 + "\n… (1,234 more characters)"
    assert len(details["queries"][0][0].partition("\n…")[0]) == 4000
    output = details["output"][0]
    assert output.count("y") == 20_000 - output.index("y")
    assert re.search(r"\n… \(10,\d\d\d more characters\)$", output)


@pytest.mark.parametrize("lengths", [(50, 20), (20, 50), (20,), (99,)])
def test_what_is_cut_twice_says_what_is_missing_of_the_whole(
    lengths: tuple[int, ...],
) -> None:
    text = "x" * 99
    for longest in lengths:
        text = cut(text, longest)
    kept = min(lengths)
    missing = f"\n… ({99 - kept} more characters)" if kept < 99 else ""
    assert text == "x" * kept + missing


def test_a_text_that_repeats_is_there_once() -> None:
    tests = [exchanging("a body that repeats", number) for number in range(50)]
    assert read(*tests).text.count("a body that repeats") == 1


@pytest.mark.parametrize("text", ["x", "<", "\N{SNOWMAN}", '"'])
def test_a_run_of_5000_exchanges_with_long_bodies_has_at_most_12_megabytes(
    text: str,
) -> None:
    tests = [exchanging(f"{number}{text * 3000}", number) for number in range(5000)]
    assert len(page(Run(tests)).encode()) < 12_000_000


@pytest.mark.parametrize("times", [1, 2, MANY, MANY + 1])
def test_a_statement_is_marked_by_how_often_a_line_sends_it(times: int) -> None:
    test = new_test("test_it.py::test_it")
    query: ReportedQuery = {"sql": "SELECT 1", "where": "a.py:1", "ms": 1, "using": "x"}
    other: ReportedQuery = {**query, "where": "a.py:2"}
    test["queries"] = [query, other] + [query] * (times - 1)
    listed = read(test).listed("test_it")
    assert ("a query twice or more" in listed) == (1 < times <= MANY)
    assert (f"a query {times} times" in listed) == (times > MANY)


def test_savepoints_are_not_marked() -> None:
    test = new_test("test_it.py::test_it")
    query: ReportedQuery = {"sql": "SAVEPOINT", "where": "", "ms": 1, "using": "x"}
    test["queries"] = [query] * 20
    assert "a query" not in read(test).listed("test_it")


def test_a_run_without_tests_has_a_report() -> None:
    assert "No test ran." in page(Run([]))


def test_the_run_has_failed_if_one_test_has() -> None:
    passed, failed = new_test("a.py::test_a"), new_test("a.py::test_b")
    assert 'class="outcome failed">failed</strong>' not in page(Run([passed]))
    failed["outcome"] = "error"
    assert 'class="outcome failed">failed</strong>' in page(Run([passed, failed]))
