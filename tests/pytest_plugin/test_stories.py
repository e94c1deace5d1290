"""Stories and access tables under pytest: fixtures, reports, targets, options."""

from __future__ import annotations

import os
import re
from pathlib import Path
from textwrap import dedent

import pytest

from tests.server.test_targets import deployed

__all__ = ["deployed"]

pytest_plugins = ["pytester"]

SAMPLE = Path(__file__).parents[2] / "docs_src"
INI = """
[pytest]
asyncio_default_fixture_loop_scope = function
addopts = --import-mode=importlib --strict-markers -p no:cacheprovider -p no:randomly
filterwarnings = error
"""


def run(pytester: pytest.Pytester, *args: str, **files: str) -> pytest.RunResult:
    """Run tests with the sample project, in a process of their own."""
    pytester.makefile(".ini", pytest=INI)
    if files:
        pytester.makepyfile(**files)
    where = [] if "-n" in args else ["-p", "no:xdist"]
    return pytester.runpytest_subprocess("--ds=project.settings", *where, *args)


@pytest.fixture(autouse=True)
def _sample(monkeypatch: pytest.MonkeyPatch) -> None:
    path = os.pathsep.join(filter(None, [str(SAMPLE), os.environ.get("PYTHONPATH")]))
    monkeypatch.setenv("PYTHONPATH", path)
    monkeypatch.setenv("COLUMNS", "200")


both_ways = pytest.mark.parametrize(
    "workers", [[], ["-n", "2"]], ids=["alone", "xdist"]
)

# --- Reports -------------------------------------------------------------------------

FAILING = """
import asyncio
import pytest
from rest_framework.test import APITestCase
from restflow.test import (
    Actor, AsyncActor, AsyncAPITestCase, AsyncStoryTestCase, Endpoint, StoryTestCase
)

HEALTH = Endpoint("GET", "health", status=200)

class Somebody(Actor):
    health = HEALTH

class AsyncSomebody(AsyncActor):
    health = HEALTH

@pytest.fixture
def somebody(story):
    return story.actor("Ada", Somebody)

@pytest.fixture
def asomebody(async_story):
    return async_story.actor("Ada", AsyncSomebody)

def test_status(somebody):
    somebody.health(status=418)

@pytest.mark.asyncio
async def test_asynchronous_status(asomebody):
    await asomebody.health(status=418)

def test_assertion(somebody):
    assert somebody.health().json() == {}

def test_outcome(somebody):
    somebody.health()
    pytest.fail("of the test")

@pytest.mark.asyncio
async def test_passes_and_fails(asomebody, story):
    await asomebody.health()
    story.actor("guest", Somebody)
    raise LookupError

@pytest.fixture
def failing(somebody):
    somebody.health(status=418)

def test_fixture(failing):
    raise AssertionError

@pytest.fixture
def cleaning(somebody):
    yield
    somebody.health(status=418)

def test_cleaning(cleaning):
    pass

def test_once(story, somebody):
    try:
        with story:
            somebody.health(status=418)
    finally:
        somebody.health()

def test_own_name(story, somebody):
    '''Ada is well. And so on.'''
    somebody.health(status=418)

class TestMixin(StoryTestCase, APITestCase):
    def test_mixin(self):
        self.story.actor("Ada", Somebody).health(status=418)

class TestAsyncMixin(AsyncStoryTestCase, AsyncAPITestCase):
    async def test_asynchronous_mixin(self):
        await self.story.actor("Ada", AsyncSomebody).health(status=418)
"""


@both_ways
def test_the_report_of_what_fails_has_the_transcript_once(
    pytester: pytest.Pytester, workers: list[str]
) -> None:
    result = run(pytester, *workers, test_failing=FAILING)
    result.assert_outcomes(failed=9, errors=2, passed=1)
    reports = by_test(result)
    for name, report in reports.items():
        assert report.count("E Story") == 1, f"{name}: {report}"
        assert report.count("E 1. Ada: health -> 200 OK") == 1, name
    assert len(reports) == 11
    assert "E 2. Ada: health -> 200 OK" in reports["test_once"]
    assert "E Story: Ada is well. And so on\n" in reports["test_own_name"]
    assert "E Story: test_status\n" in reports["test_status"]
    assert "not 418 I'm a Teapot   <-- here" in reports["test_status"]


def by_test(result: pytest.RunResult) -> dict[str, str]:
    """Return the reports of a run, by the names of tests."""
    found: dict[str, str] = {}
    name = ""
    for line in result.outlines:
        if line.startswith(("____", "====")):
            title = line.strip("_= ").rpartition(" ")[2].rpartition(".")[2]
            name = title if title.startswith("test_") else ""
        if name:
            found[name] = found.get(name, "") + re.sub(r"^E +", "E ", line) + "\n"
    return found


def test_what_passes_or_is_skipped_has_no_transcript(
    pytester: pytest.Pytester,
) -> None:
    text = """
        import pytest
        from restflow.test import Actor, Endpoint

        class Somebody(Actor):
            health = Endpoint("GET", "health", status=200)

        def test_passes(story):
            story.actor("Ada", Somebody).health()

        def test_skipped(story):
            story.actor("Ada", Somebody).health()
            pytest.skip("why")

        def test_unused(story):
            raise LookupError
    """
    result = run(pytester, "-rA", test_it=text)
    result.assert_outcomes(passed=1, skipped=1, failed=1)
    result.stdout.fnmatch_lines(["SKIPPED * test_it.py:*: why"])
    assert "E Story" not in str(result.stdout)
    assert "health ->" not in str(result.stdout)


def test_a_forgotten_await_fails_the_test(pytester: pytest.Pytester) -> None:
    text = """
        import pytest
        from restflow.test import AsyncActor, Endpoint

        class Somebody(AsyncActor):
            health = Endpoint("GET", "health", status=200)

        @pytest.mark.asyncio
        async def test_it(async_story):
            async_story.actor("Ada", Somebody).health()
    """
    result = run(pytester, test_it=text)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*`Somebody.health` in test_it.py:9*"])


# --- Targets -------------------------------------------------------------------------

TARGETS = """
import os
import httpx2
import pytest
from rest_framework.test import APIClient
from restflow.test import Actor, AsyncActor, AsyncAPIClient, Endpoint

PRODUCTS = Endpoint("GET", "product-list", {"page": 1}, status=200)
LOG_IN = Endpoint("POST", "token", status=200)
CREATE = Endpoint("POST", "product-list", {"price": "9.50"}, status=201)
REMOVE = Endpoint("DELETE", "product-detail", status=204)

class Keeper(Actor):
    products = PRODUCTS
    log_in = LOG_IN
    create = CREATE
    remove = REMOVE

class AsyncKeeper(AsyncActor):
    products = PRODUCTS
    log_in = LOG_IN
    create = CREATE
    remove = REMOVE

ACCOUNT = {"username": os.environ["SHOP_USER"], "password": os.environ["SHOP_PASSWORD"]}
KINDS = {"process": (APIClient, AsyncAPIClient)}
OTHERS = (httpx2.Client, httpx2.AsyncClient)

@pytest.fixture
def account(request, restflow_target):
    # A deployed project has its own.
    if restflow_target in ("process", "server"):
        request.getfixturevalue("django_user_model").objects.create_user(**ACCOUNT)

def header(response):
    return f"Token {response.json()['token']}"

@pytest.mark.live_target
def test_sync(story, account, restflow_target):
    ada, guest = (story.actor(name, Keeper) for name in ("Ada", "guest"))
    assert type(ada.client) is KINDS.get(restflow_target, OTHERS)[0]
    token = header(ada.log_in(**ACCOUNT))
    clerk = story.actor("clerk", Keeper, credentials={"HTTP_AUTHORIZATION": token})
    mug = clerk.create(name="Mug").json()
    guest.create(name="Cup", status=401)
    assert mug["name"] in guest.products().text
    clerk.remove(mug["id"])
    assert [step.status for step in story.steps] == [200, 201, 401, 200, 204]

@pytest.mark.live_target
@pytest.mark.asyncio
async def test_async(async_story, account, restflow_target):
    ada, guest = (async_story.actor(name, AsyncKeeper) for name in ("Ada", "guest"))
    assert type(ada.client) is KINDS.get(restflow_target, OTHERS)[1]
    token = header(await ada.log_in(**ACCOUNT))
    clerk = async_story.actor(
        "clerk", AsyncKeeper, credentials={"HTTP_AUTHORIZATION": token}
    )
    mug = (await clerk.create(name="Mug")).json()
    await guest.create(name="Cup", status=401)
    assert mug["name"] in (await guest.products()).text
    await clerk.remove(mug["id"])
    assert [step.status for step in async_story.steps] == [200, 201, 401, 200, 204]

@pytest.mark.live_target
def test_users_are_of_this_process(story, restflow_target):
    if restflow_target != "process":
        with pytest.raises(ValueError, match="`user` needs an APIClient"):
            story.actor("Ada", Keeper, user=object())

def test_without_the_mark(story):
    pass
"""

ACCOUNT = {"SHOP_USER": "alice", "SHOP_PASSWORD": "wonderland"}


@pytest.fixture
def _account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ACCOUNT.items():
        monkeypatch.setenv(name, value)


@both_ways
@pytest.mark.parametrize("target", ["process", "server"])
@pytest.mark.usefixtures("_account")
def test_a_story_runs_here(
    pytester: pytest.Pytester, target: str, workers: list[str]
) -> None:
    option = f"--restflow-target={target}"
    run(pytester, option, *workers, test_targets=TARGETS).assert_outcomes(passed=4)


@pytest.mark.usefixtures("_account")
def test_a_story_runs_against_an_address(
    pytester: pytest.Pytester, deployed: str
) -> None:
    option = f"--restflow-target={deployed}"
    result = run(pytester, option, test_targets=TARGETS)
    result.assert_outcomes(passed=3, deselected=1)


@pytest.mark.usefixtures("_account")
def test_a_story_that_fails_against_an_address_has_its_transcript(
    pytester: pytest.Pytester, deployed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "not the right one")
    option = f"--restflow-target={deployed}"
    result = run(pytester, option, test_targets=TARGETS)
    result.assert_outcomes(passed=1, failed=2, deselected=1)
    reports = by_test(result)
    for name in ("test_sync", "test_async"):
        assert "E 1. Ada: log_in -> 400 Bad Request, not 200 OK   <-- " in reports[name]
        assert '"password":"…"' in reports[name]
        assert "wrong" not in reports[name].partition("E Story")[2].partition("---")[0]


def test_clients_are_closed_when_the_test_has_ended(pytester: pytest.Pytester) -> None:
    text = """
        import pytest

        kept = []

        @pytest.mark.django_db
        def test_one(story):
            kept.extend(story.actor(name).client for name in "ab")
            assert [client.is_closed for client in kept] == [False, False]

        @pytest.mark.django_db
        @pytest.mark.asyncio
        async def test_two(async_story):
            assert [client.is_closed for client in kept] == [True, True]
            kept[:] = [async_story.actor(name).client for name in "ab"]

        def test_three():
            assert [client.is_closed for client in kept] == [True, True]
    """
    run(pytester, "--restflow-target=server", test_it=text).assert_outcomes(passed=3)


# --- Access tables -------------------------------------------------------------------

ACCESS = """
import asyncio
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APITestCase
from restflow.test import AccessTable

FILE = AccessTable(Path(__file__).with_name("access.txt"))
TEXT = AccessTable(\'\'\'
                 guest
    GET register  200
\'\'\')

pytestmark = [pytest.mark.urls("school.urls"), pytest.mark.django_db]

def test_file():
    user = User.objects.create_user("ada")
    FILE.check({"guest": None, "ada": user}, arguments={"pk": 1})
    assert not User.objects.exclude(pk=user.pk).exists()

@pytest.mark.asyncio
async def test_text():
    await TEXT.acheck({"guest": None}, arguments={"pk": 1})

def test_without_a_table():
    pass
"""
WRITTEN = dedent("""\
                               guest  ada
    GET    student-list        401    200
    DELETE /api/students/{pk}/  401    404
""")


@both_ways
def test_tables_are_written(pytester: pytest.Pytester, workers: list[str]) -> None:
    file = pytester.path / "access.txt"
    file.write_text("guest\nGET student-list 500\nGET gone 200\n")
    result = run(pytester, "--restflow-access", *workers, test_access=ACCESS)
    result.assert_outcomes(passed=3)
    header = "restflow: the access table that is true today"
    assert sum(header in line for line in result.outlines) == 2
    assert str(file) in result.outlines
    # The place in the test, as there is no file.
    place = next(line for line in result.outlines if "test_access.py:" in line)
    rows = [line.split() for line in result.outlines]
    assert ["POST", "/api/teachers/", "400"] in rows, place
    assert ["POST", "/api/teachers/", "400", "400"] in rows
    table = [line.split() for line in file.read_text().splitlines()]
    assert table == [
        ["guest", "ada"],
        ["GET", "student-list", "401", "200"],
        ["POST", "/api/teachers/", "400", "400"],
        ["POST", "/api/token/", "400", "400"],
        ["POST", "/api/students/", "401", "400"],
        ["DELETE", "/api/students/{pk}/", "401", "404"],
        ["GET", "/api/students/{pk}/", "401", "404"],
        ["PATCH", "/api/students/{pk}/", "401", "404"],
        ["PUT", "/api/students/{pk}/", "401", "404"],
    ]
    # What was written is true.
    again = run(pytester, *workers, "-k", "not test_text", test_access=ACCESS)
    again.assert_outcomes(passed=2, deselected=0 if workers else 1)


def test_a_file_that_there_is_not_yet_is_made(pytester: pytest.Pytester) -> None:
    result = run(pytester, "--restflow-access", "-k", "file", test_access=ACCESS)
    result.assert_outcomes(passed=1, deselected=2)
    run(pytester, "-k", "file").assert_outcomes(passed=1, deselected=2)


def test_without_the_option_a_table_fails_with_its_rows(
    pytester: pytest.Pytester,
) -> None:
    (pytester.path / "access.txt").write_text("guest  ada\nGET student-list 401 403\n")
    result = run(pytester, test_access=ACCESS)
    result.assert_outcomes(passed=1, failed=2)
    assert (pytester.path / "access.txt").read_text().endswith("403\n")
    result.stdout.fnmatch_lines(
        [
            "E * The access table in test_access.py:* is not what the API does.",
            "E * GET student-list  401    403 -> 200 !",
            "E * 1 cell is wrong; rows without a wrong cell: 0.",
            "E * The table does not name what views offer:",
            "E *   POST /api/teachers/",
        ]
    )


def test_a_test_that_fails_while_it_writes_fails(pytester: pytest.Pytester) -> None:
    text = ACCESS + "\ndef test_fails():\n    test_file()\n    raise LookupError\n"
    result = run(pytester, "--restflow-access", "-k", "fails", test_access=text)
    result.assert_outcomes(failed=1, deselected=3)
    assert (pytester.path / "access.txt").exists()


@pytest.mark.usefixtures("started")
def test_the_option_needs_no_django(pytester: pytest.Pytester) -> None:
    pytester.makefile(
        ".ini", pytest="[pytest]\naddopts = -p no:randomly -p no:django\n"
    )
    pytester.makepyfile(
        """
        import sys

        def test_it():
            assert "django" not in sys.modules
        """
    )
    result = pytester.runpytest_subprocess("--restflow-access", "-p", "no:xdist")
    result.assert_outcomes(passed=1)
