"""`--restflow-record`: written, checked, accepted, the same in any order."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

pytest_plugins = ["pytester"]

SETTINGS = """
    SECRET_KEY = "a-key-that-nobody-may-see"
    ROOT_URLCONF = "the_urls"
    USE_TZ = True
    INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    }
    REST_FRAMEWORK = {"TEST_REQUEST_DEFAULT_FORMAT": "json"}
"""
URLS = """
    from django.contrib.auth.models import User
    from django.core.mail import send_mail
    from django.db import transaction
    from django.urls import path
    from rest_framework.response import Response
    from rest_framework.views import APIView

    class Users(APIView):
        def get(self, request):
            return Response(list(User.objects.values("id", "username")))

        @transaction.atomic
        def post(self, request):
            user = User.objects.create_user(**request.data)
            transaction.on_commit(lambda: welcome(request.data["password"]))
            return Response({"id": user.id, "name": user.username}, status=201)

    def welcome(password):
        send_mail("Welcome", f"Use {password}.", "shop@a.org", ["alice@a.org"])

    urlpatterns = [path("users/", Users.as_view())]
"""
TESTS = """
    import pytest
    from rest_framework.test import APIClient, APITestCase
    from restflow.test import AsyncAPITestCase

    @pytest.mark.documented
    @pytest.mark.django_db
    def test_sign_up(django_capture_on_commit_callbacks):
        data = {"username": "alice", "password": "open-sesame"}
        with django_capture_on_commit_callbacks(execute=True):
            response = APIClient().post("/users/", data)
        print(response.data, "and not open-sesame")

    @pytest.mark.documented
    class UserTests(AsyncAPITestCase):
        async def test_two(self):
            for name in "bob", "carol":
                await self.client.post("/users/", {"username": name, "password": "x"})
            await self.client.get("/users/")

    @pytest.mark.documented
    class OldTests(APITestCase):
        @pytest.mark.filterwarnings("default")
        def test_one(self):
            self.client.post("/users/", {"username": "dan", "password": "x"})

    def test_not_documented():
        APIClient().get("/nowhere/")
"""
OPTIONS = ("--ds=the_settings",)
EVERYTHING = ("test_sign_up", "UserTests::test_two", "OldTests::test_one")


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(the_settings=SETTINGS, the_urls=URLS, test_users=TESTS)
    configure(pytester)
    return pytester


def configure(pytester: pytest.Pytester, **ini: str) -> None:
    lines = [f"{name} =\n    {value}" for name, value in ini.items()]
    fixed = ["pythonpath = .", "asyncio_default_fixture_loop_scope = function"]
    pytester.makefile(".ini", pytest="\n".join(["[pytest]", *fixed, *lines]))


def run(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    where = [] if "-n" in args else ["-p", "no:xdist"]
    order = [] if "randomly" in args else ["-p", "no:randomly"]
    return pytester.runpytest_subprocess(*OPTIONS, *where, *order, *args)


def record(pytester: pytest.Pytester, name: str = "test_users") -> dict[str, Any]:
    text = (pytester.path / f"{name}.json").read_text(encoding="utf-8")
    tests: dict[str, Any] = json.loads(text)["tests"]
    return tests


def change(pytester: pytest.Pytester, file: str, old: str, new: str) -> None:
    path = pytester.path / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_record_has_what_happened(project: pytest.Pytester) -> None:
    result = run(project, "--restflow-record")

    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["restflow: wrote test_users.json"])
    tests = record(project)
    assert tuple(tests) == EVERYTHING
    signed_up = tests["test_sign_up"]
    (exchange,) = signed_up["exchanges"]
    assert (exchange["method"], exchange["path"]) == ("POST", "/users/")
    assert json.loads(exchange["request"]["body"])["username"] == "alice"
    assert exchange["response"]["status"] == 201
    assert exchange["response"]["body"] == '{"id":1,"name":"alice"}'
    assert signed_up["queries"] == ["INSERT auth_user"]
    assert signed_up["hooks"] == ["the_urls.Users.post.<locals>.<lambda>"]
    assert signed_up["output"] == "{'id': 1, 'name': 'alice'} and not <masked>\n"
    (mail,) = signed_up["mails"]
    assert mail["to"] == ["alice@a.org"]
    assert mail["body"] == "Use <masked>."


def test_no_secret_is_in_it(project: pytest.Pytester) -> None:
    run(project, "--restflow-record")

    text = (project.path / "test_users.json").read_text()
    assert "open-sesame" not in text
    assert "<masked>" in text


def test_the_same_in_any_order_in_any_number_of_processes(
    project: pytest.Pytester,
) -> None:
    file = project.path / "test_users.json"
    run(project, "--restflow-record")
    first = file.read_bytes()

    for args in (
        [],
        ["-n", "2"],
        ["-p", "randomly", "-p", "randomly", "--randomly-seed=1"],
        ["-p", "randomly", "--randomly-seed=2"],
        ["test_users.py::OldTests"],
        ["-k", "two"],
    ):
        file.unlink() if "-k" not in args and "::" not in str(args) else None
        result = run(project, *args, "--restflow-record")
        assert result.ret == 0
        assert file.read_bytes() == first, args


def test_a_check_passes_if_nothing_has_changed(project: pytest.Pytester) -> None:
    run(project, "--restflow-record")

    for args in ([], ["-n", "2"]):
        run(project, *args, "--restflow-record=check").assert_outcomes(passed=4)


def test_a_check_fails_the_tests_that_show_a_change(project: pytest.Pytester) -> None:
    run(project, "--restflow-record")
    change(
        project, "the_urls.py", '"name": user.username', '"name": "Ms " + user.username'
    )

    result = run(project, "--restflow-record=check")

    result.assert_outcomes(passed=1, failed=3)
    result.stdout.fnmatch_lines(
        [
            "The test no longer does what its record says.",
            "Exchange 1",
            '-  "name": "alice"',
            '+  "name": "Ms alice"',
            "If this is meant, accept it: pytest test_users.py::test_sign_up --restf*",
            "restflow.E301: *",
        ]
    )


def test_only_those_fail(project: pytest.Pytester) -> None:
    run(project, "--restflow-record")
    change(project, "the_urls.py", '"id", "username"', '"id"')

    result = run(project, "--restflow-record=check")

    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["FAILED test_users.py::UserTests::test_two*"])


def test_one_command_accepts_a_change(project: pytest.Pytester) -> None:
    run(project, "--restflow-record")
    before = record(project)
    change(project, "the_urls.py", '"id", "username"', '"id"')
    accept = "test_users.py::UserTests::test_two"

    run(project, accept, "--restflow-record").assert_outcomes(passed=1)

    after = record(project)
    assert list(after) == list(before)
    assert [name for name in after if after[name] != before[name]] == [
        "UserTests::test_two"
    ]
    run(project, "--restflow-record=check").assert_outcomes(passed=4)


def test_a_test_without_a_record_fails_the_check(project: pytest.Pytester) -> None:
    result = run(project, "--restflow-record=check")

    result.assert_outcomes(passed=1, failed=3)
    result.stdout.fnmatch_lines(["The test is documented, and has no record."])
    assert not (project.path / "test_users.json").exists()


def test_a_test_that_fails_keeps_its_record(project: pytest.Pytester) -> None:
    run(project, "--restflow-record")
    first = (project.path / "test_users.json").read_bytes()
    old = 'print(response.data, "and not open-sesame")'
    change(project, "test_users.py", old, "assert not response.data")

    run(project, "--restflow-record").assert_outcomes(passed=3, failed=1)

    assert (project.path / "test_users.json").read_bytes() == first


def test_what_a_file_no_longer_has_leaves_its_record(project: pytest.Pytester) -> None:
    run(project, "--restflow-record")
    change(project, "test_users.py", "def test_one", "def test_three")

    run(project, "-k", "nothing", "--restflow-record")

    assert tuple(record(project)) == EVERYTHING[:2]


def test_a_run_of_what_has_failed_keeps_the_other_records(
    project: pytest.Pytester,
) -> None:
    project.makepyfile(
        test_two="""
        import pytest
        pytestmark = pytest.mark.documented

        def test_good():
            print("good")

        def test_bad():
            assert 1 == 2
        """
    )
    run(project, "--restflow-record").assert_outcomes(passed=5, failed=1)
    change(project, "test_two.py", "1 == 2", "1 == 1")

    run(project, "--lf", "--restflow-record").assert_outcomes(passed=1)

    assert tuple(record(project, "test_two")) == ("test_good", "test_bad")


def test_keys_begin_anew_for_tests_that_ask_for_the_database_by_a_fixture(
    project: pytest.Pytester,
) -> None:
    project.makepyfile(
        test_keys="""
        import pytest
        from django.contrib.auth.models import User
        pytestmark = pytest.mark.documented

        def test_first(transactional_db):
            print(User.objects.create(username="alice").pk)

        def test_second(transactional_db):
            print(User.objects.create(username="bob").pk)
        """
    )

    run(project, "test_keys.py", "--restflow-record").assert_outcomes(passed=2)

    tests = record(project, "test_keys").values()
    assert [test["output"] for test in tests] == ["1\n", "1\n"]


def test_folders_are_documented_without_a_mark(project: pytest.Pytester) -> None:
    folder = project.mkdir("api")
    (folder / "test_health.py").write_text(
        dedent(
            """
            from rest_framework.test import APIClient

            def test_nowhere():
                APIClient().get("/nowhere/")
            """
        )
    )
    configure(project, restflow_record_paths="api")

    run(project, "api", "--restflow-record").assert_outcomes(passed=1)

    assert record(project, "api/test_health")["test_nowhere"]["exchanges"]


def test_a_folder_that_is_not_there_is_refused(project: pytest.Pytester) -> None:
    configure(project, restflow_record_paths="apy")

    result = run(project, "--restflow-record")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*restflow_record_paths names *apy, and there is no*"])


def test_rules_of_a_project(project: pytest.Pytester) -> None:
    configure(
        project,
        restflow_mask="username",
        restflow_scrub=r"name" "\n    " r"\d+,? => <number>",
    )

    run(project, "test_users.py::test_sign_up", "--restflow-record")

    (exchange,) = record(project)["test_sign_up"]["exchanges"]
    assert json.loads(exchange["request"]["body"])["username"] == "<masked>"
    assert exchange["response"]["body"] == '{"id":<number>"name":"<name>"}'


def test_a_pattern_that_is_none_is_refused(project: pytest.Pytester) -> None:
    configure(project, restflow_scrub="(( => <number>")

    result = run(project, "--restflow-record")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*'(( => <number>', whose pattern is no regular*"])


def test_output_that_is_not_captured_is_refused(project: pytest.Pytester) -> None:
    result = run(project, "-s", "--restflow-record")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*Leave out -s.*"])


def test_a_path_behind_the_option_is_told_where_it_belongs(
    project: pytest.Pytester,
) -> None:
    result = run(project, "--restflow-record", "test_users.py")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*pytest test_users.py --restflow-record*"])


def test_a_file_that_is_no_record_is_not_overwritten(project: pytest.Pytester) -> None:
    file = project.path / "test_users.json"
    file.write_text('["data of somebody"]')

    result = run(project, "--restflow-record")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["restflow: *test_users.json is no record.*"])
    assert file.read_text() == '["data of somebody"]'


def test_without_a_documented_test_it_says_how_to_have_one(
    project: pytest.Pytester,
) -> None:
    project.makepyfile(test_other="def test_other(): ...")

    result = run(project, "test_other.py", "--restflow-record")

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["restflow: *no test is documented. Mark tests with*"])


def test_without_one_that_passes_it_says_so(project: pytest.Pytester) -> None:
    result = run(project, "-k", "not_documented", "--restflow-record")

    result.assert_outcomes(passed=1, deselected=3)
    result.stdout.fnmatch_lines(["restflow: nothing was recorded, as no documented*"])


def test_without_the_option_nothing_is_recorded(project: pytest.Pytester) -> None:
    run(project, "--strict-markers").assert_outcomes(passed=4)

    assert not (project.path / "test_users.json").exists()


def test_what_a_live_server_answers_is_in_a_record(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_served="""
        import httpx2, pytest
        pytestmark = [pytest.mark.documented, pytest.mark.django_db]

        def test_served(live_asgi_server):
            assert httpx2.get(f"{live_asgi_server.url}/users/").json() == []

        def test_as_a_browser(live_asgi_server):
            headers = {"User-Agent": "Mozilla/5.0"}
            httpx2.get(f"{live_asgi_server.url}/users/", headers=headers)

        def test_client(client):
            client.get("/users/", headers={"User-Agent": "Mozilla/5.0"})
        """
    )

    run(project, "test_served.py", "--restflow-record").assert_outcomes(passed=3)

    tests = record(project, "test_served")
    (exchange,) = tests["test_served"]["exchanges"]
    assert exchange["path"] == "http://localhost:<port>/users/"
    assert exchange["response"]["body"] == "[]"
    # What a browser asks for is not the same twice.
    assert tests["test_as_a_browser"]["exchanges"] == []
    # A test client that calls itself a browser is none.
    assert len(tests["test_client"]["exchanges"]) == 1


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "users"."id" FROM "users"',
        "select id from users",
        "\n  SELECT id FROM users",
        '(SELECT "id" FROM "users") UNION (SELECT "id" FROM "others")',
    ],
)
def test_a_statement_is_told_however_it_is_written(sql: str) -> None:
    from restflow.docs import Observed
    from restflow.test import Query

    query = Query(sql, (), 0.0, "", "default")

    assert Observed(queries=[query]).statements == ["SELECT users"]


def test_of_a_test_that_is_run_again_the_last_run_counts(
    project: pytest.Pytester,
) -> None:
    project.makepyfile(
        test_flaky="""
        import pytest
        from rest_framework.test import APIClient

        runs = []

        @pytest.mark.documented
        @pytest.mark.django_db
        def test_flaky():
            APIClient().get("/users/")
            runs.append(1)
            print("run", len(runs))
            assert len(runs) == 2
        """
    )

    result = run(project, "test_flaky.py", "--reruns=1", "--restflow-record")

    result.stdout.fnmatch_lines(["*1 passed*1 rerun*"])
    flaky = record(project, "test_flaky")["test_flaky"]
    assert len(flaky["exchanges"]) == 1
    assert flaky["output"] == "run 2\n"


def test_the_record_of_a_class_in_a_class(tmp_path: Path) -> None:
    from restflow.docs._watching.writing import lines_of_tests

    file = tmp_path / "test_x.py"
    file.write_text("class B:\n class A:\n  def test_z(self): ...\ndef test_a(): ...\n")

    names = ["test_a", "B::A::test_z", "B::A::test_inherited"]
    assert sorted(names, key=lines_of_tests(file)) == [
        "B::A::test_inherited",
        "B::A::test_z",
        "test_a",
    ]
