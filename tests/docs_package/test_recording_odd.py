"""`--restflow-record` where tests, bodies and files are not as one expects them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.docs_package.reported import SETTINGS, URLS, run, write

PATHS = ("--ds=the_settings", "-o", "restflow_record_paths=.")


def recorded(directory: Path, tests: str, *options: str) -> dict[str, Any]:
    """Record tests, check that they do the same again, and return their record."""
    write(directory, the_settings=SETTINGS, the_urls=URLS, test_odd=tests)
    status, said = run(directory, *PATHS, "--restflow-record", *options)
    assert status == 0, said
    status, said = run(directory, *PATHS, "--restflow-record=check")
    assert status == 0, said
    found: dict[str, Any] = json.loads((directory / "test_odd.json").read_text())
    there: dict[str, Any] = found["tests"]
    return there


def test_a_test_with_subtests_is_compared_when_it_ends(tmp_path: Path) -> None:
    tests = recorded(
        tmp_path,
        """
        from django.test import SimpleTestCase

        class Odd(SimpleTestCase):
            def test_subtests(self):
                for say in "ab":
                    with self.subTest(say=say):
                        self.client.get("/echo/", {"say": say})
        """,
    )

    paths = [each["path"] for each in tests["Odd::test_subtests"]["exchanges"]]
    assert paths == ["/echo/?say=a", "/echo/?say=b"]


@pytest.mark.parametrize(
    "body",
    [r'{"password": "\\ud800-half-a-pair"}', "[" * 5000 + "]" * 5000],
)
def test_an_odd_body_is_recorded(tmp_path: Path, body: str) -> None:
    tests = recorded(
        tmp_path,
        f"""
        def test_body(client):
            client.post("/echo/", "{body.replace('"', chr(92) + '"')}",
                        content_type="application/json")
        """,
    )

    assert "half-a-pair" not in str(tests["test_body"]["exchanges"])


def test_rows_that_django_keeps_are_in_no_record(tmp_path: Path) -> None:
    tests = recorded(
        tmp_path,
        """
        import pytest
        from django.contrib.auth.models import Group
        from django.contrib.contenttypes.models import ContentType

        @pytest.fixture(autouse=True)
        def forgotten(request):
            if request.node.name == "test_a":
                ContentType.objects.clear_cache()

        @pytest.mark.django_db
        def test_a():
            ContentType.objects.get_for_model(Group)

        @pytest.mark.django_db
        def test_b():
            ContentType.objects.get_for_model(Group)
        """,
    )

    assert tests["test_a"] == tests["test_b"]


def test_keys_of_all_databases_begin_at_one(tmp_path: Path) -> None:
    two = SETTINGS.replace(
        "DATABASES = {",
        'DATABASES = {"other": {"ENGINE": "django.db.backends.sqlite3", '
        '"NAME": ":memory:"},',
    )
    tests = """
        import pytest
        from django.contrib.auth.models import Group

        @pytest.mark.django_db(transaction=True, databases=["default", "other"])
        @pytest.mark.parametrize("name", ["a", "b"])
        def test_key(name):
            print(Group.objects.using("other").create(name=name).pk)
    """
    write(tmp_path, the_settings=two, the_urls=URLS, test_odd=tests)
    status, said = run(tmp_path, *PATHS, "--restflow-record")

    assert status == 0, said
    found = json.loads((tmp_path / "test_odd.json").read_text())["tests"].values()
    assert [each["output"] for each in found] == ["1\n", "1\n"]


def test_names_of_temporary_files_are_not_recorded(tmp_path: Path) -> None:
    tests = recorded(
        tmp_path,
        """
        import tempfile

        def test_file(tmp_path):
            with tempfile.NamedTemporaryFile() as file:
                print(file.name)
            print(tmp_path)
        """,
    )

    assert "<temporary name>" in tests["test_file"]["output"]


TWO = """
    import os

    def test_a(client):
        client.get("/echo/")

    def test_b(client):
        client.get("/echo/")
        assert os.environ.get("ODD") is None
"""


def test_what_last_failed_does_not_remove_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded(tmp_path, TWO)
    cache = ("-p", "cacheprovider")
    monkeypatch.setenv("ODD", "1")
    run(tmp_path, *PATHS, *cache)
    monkeypatch.delenv("ODD")

    _, said = run(tmp_path, *PATHS, *cache, "--lf", "--restflow-record")

    assert "1 passed" in said
    found = json.loads((tmp_path / "test_odd.json").read_text())["tests"]
    assert sorted(found) == ["test_a", "test_b"]


@pytest.mark.parametrize(
    "damaged", ["{oops", '{"tests": []}', '{"tests": {"test_a": 1, "test_b": {}}}']
)
def test_a_damaged_record_fails_its_tests_and_no_others(
    tmp_path: Path, damaged: str
) -> None:
    recorded(tmp_path, TWO)
    (tmp_path / "test_odd.json").write_text(damaged, encoding="utf-8")

    status, said = run(tmp_path, *PATHS, "--restflow-record=check")

    assert status == pytest.ExitCode.TESTS_FAILED
    assert "2 failed" in said
    assert "can't be read" in said


def test_a_record_that_cant_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "test_odd.json").mkdir()
    write(tmp_path, the_settings=SETTINGS, the_urls=URLS, test_odd=TWO)

    status, said = run(tmp_path, *PATHS, "--restflow-record")

    assert status == pytest.ExitCode.TESTS_FAILED
    assert "test_odd.json" in said
    assert "2 passed" in said


def test_doctests_of_a_text_have_a_record(tmp_path: Path) -> None:
    (tmp_path / "test_text.txt").write_text("Add:\n\n>>> 1 + 1\n2\n", encoding="utf-8")
    recorded(tmp_path, TWO, "--doctest-glob=*.txt")

    assert (tmp_path / "test_text.json").exists()


def test_queries_count_behind_a_test_that_is_not_documented(tmp_path: Path) -> None:
    tests = """
        import pytest
        from django.contrib.auth.models import User

        @pytest.mark.django_db
        def test_first():
            User.objects.count()

        @pytest.mark.documented
        @pytest.mark.django_db
        def test_second():
            User.objects.count()
    """
    write(tmp_path, the_settings=SETTINGS, the_urls=URLS, test_odd=tests)

    options = ("--ds=the_settings", "-p", "no:randomly", "--restflow-record")
    status, said = run(tmp_path, *options)

    assert status == 0, said
    found = json.loads((tmp_path / "test_odd.json").read_text())
    assert found["tests"]["test_second"]["queries"] == ["SELECT auth_user"]
