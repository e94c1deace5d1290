"""Which tests of other clients are run, and what counts as a failure of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.peers import run_clients, suite
from tests.peers.projects import CLIENTS, Project
from tests.peers.run_clients import LEFT_OUT, NAMES, files, only_once, result
from tests.peers.run_django import Difference
from tests.peers.source import SourceError

RAN = suite.Run(
    {"a": "passed", "b": "skipped", "c": "E assert"}, 1, 0, uses=frozenset({"c", "a"})
)


def test_a_run_of_pytest_is_judged_as_one_of_django() -> None:
    run = result(RAN)
    assert run.ran == ["a", "c"]
    assert run.failures == {"c": "E assert"}
    assert run.uses == ["a", "c"]


def test_a_test_has_to_run_with_both_classes() -> None:
    other = suite.Run({"a": "passed", "b": "passed"}, 1, 0)
    assert list(only_once(result(RAN), result(other))) == [
        "b ran only with ours.",
        "c ran only with theirs.",
    ]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for name, text in {
        "test_client.py": "client = AsyncAPIClient()",
        "test_other.py": "client = Client()",
        "docker/test_docker.py": "factory = AsyncAPIRequestFactory()",
    }.items():
        file = tmp_path / "tests" / name
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(text)
    return tmp_path


def test_all_files_that_name_the_classes_are_run_but_those_left_out(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project("adrf", ())
    every = ["tests/docker/test_docker.py", "tests/test_client.py"]
    assert files(project, source) == every
    monkeypatch.setitem(LEFT_OUT, "adrf", {"tests/docker": "It starts Docker."})
    assert files(project, source) == ["tests/test_client.py"]


def test_what_is_left_out_has_to_be_there(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LEFT_OUT, "adrf", {"tests/gone": "It was here."})
    with pytest.raises(SourceError, match="tests/gone"):
        files(Project("adrf", ()), source)


def test_files_that_are_named_are_run_whatever_they_name(source: Path) -> None:
    project = Project("adrf", (), client_tests=("tests/test_other.py",))
    assert files(project, source) == ["tests/test_other.py"]


@pytest.mark.parametrize("project", CLIENTS, ids=lambda project: project.name)
def test_each_project_says_which_files_are_run(project: Project) -> None:
    assert project.client_tests or NAMES[project.name]


def test_each_difference_has_an_error_and_a_reason() -> None:
    listed = [entry for project in CLIENTS for entry in Difference.read(project.name)]
    assert listed
    assert all(entry.error and entry.reason for entry in listed)


THEIRS = """
import django, pytest
from django.conf import settings

settings.configure(ROOT_URLCONF="test_client", SECRET_KEY="-", ALLOWED_HOSTS=["*"])
django.setup()
"""
TESTS = """
import pytest
from adrf.test import AsyncAPIRequestFactory
from django.http import HttpResponse

urlpatterns = []

def test_form():
    request = AsyncAPIRequestFactory().post("/", {"a": "b"})
    assert request.POST["a"] == "b"

def test_ours():
    assert AsyncAPIRequestFactory.__module__.startswith("restflow")

def test_no_request():
    pass
"""


def test_the_plugin_puts_ours_in_the_place_of_theirs(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(THEIRS)
    (tmp_path / "test_client.py").write_text(TESTS)
    (tmp_path / "test_none.py").write_text("def test_nothing(): pass")
    plugins = (run_clients.IN_PLACE,)
    ran = {
        ours: suite.run(
            tmp_path,
            [],
            plugins,
            {"RESTFLOW_PEERS_PROJECT": "adrf", "RESTFLOW_PEERS_OURS": ours},
            python=Path(sys.executable),
        )
        for ours in ("", "yes")
    }
    for run in ran.values():
        # The file that names neither class is left out.
        assert set(run.outcomes) == {
            "test_client.test_form",
            "test_client.test_ours",
            "test_client.test_no_request",
        }
        assert run.uses == {"test_client.test_form"}
    assert ran["yes"].failed == []
    assert ran[""].failed == ["test_client.test_ours"]
