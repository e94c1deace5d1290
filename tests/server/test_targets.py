"""Targets: one story in process, on a live server, and against an address.

Each run of pytest is a process of its own. What is deployed is the sample project, as
somebody starts it by hand, or else a server of the standard library.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "docs_src"
STORY = SAMPLE / "http_client" / "test_targets.py"
ACCOUNT = {"SHOP_USER": "alice", "SHOP_PASSWORD": "wonderland"}
INI = """
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
addopts = --import-mode=importlib --strict-markers -p no:cacheprovider -p no:randomly
filterwarnings = error
"""

# --- What is tested against ----------------------------------------------------------

SETTINGS = """
from project.settings import *

DATABASES = {"default": DATABASES["default"] | {"NAME": "deployed.sqlite3"}}
"""


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the sample project as its README does, with a database of its own."""
    directory = tmp_path_factory.mktemp("deployed")
    (directory / "deployed.py").write_text(SETTINGS)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "deployed",
        "PYTHONPATH": os.pathsep.join([str(SAMPLE), str(directory)]),
        "DJANGO_SUPERUSER_USERNAME": ACCOUNT["SHOP_USER"],
        "DJANGO_SUPERUSER_PASSWORD": ACCOUNT["SHOP_PASSWORD"],
        "DJANGO_SUPERUSER_EMAIL": "alice@example.com",
    }
    for command in (["migrate", "-v0"], ["createsuperuser", "--noinput", "-v0"]):
        subprocess.run(  # noqa: S603  (our own command)
            [sys.executable, "-m", "django", *command],
            cwd=directory, env=environment, check=True,
        )  # fmt: skip
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "--port=0", "project.asgi:application"],
        cwd=directory, env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with server:
        try:
            yield address_of(server)
        finally:
            server.terminate()


def address_of(server: subprocess.Popen[str]) -> str:
    """Wait until a server says where it is."""
    assert server.stderr is not None
    said: list[str] = []
    for line in server.stderr:
        said.append(line)
        if found := re.search(r"running on (http://[\d.]+:\d+)", line):
            # Nobody reads what it says later, and a full pipe would stop it.
            threading.Thread(target=server.stderr.read, daemon=True).start()
            return found[1]
    raise AssertionError("".join(said))


@pytest.fixture
def nobody() -> Iterator[socket.socket]:
    """Listen, so that whoever comes is noticed."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


def address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextmanager
def answering(location: str | None = None) -> Iterator[tuple[str, list[str]]]:
    """Answer every request, and collect who came with which credentials."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent = [self.headers.get(name) for name in ("Authorization", "X-API-Key")]
            seen.append(" ".join([self.path, *filter(None, sent)]))
            self.send_response(302 if location else 204)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", seen
        finally:
            server.shutdown()
            thread.join()


# --- Runs ----------------------------------------------------------------------------


def run(pytester: pytest.Pytester, *args: str, **files: str) -> pytest.RunResult:
    """Run tests with the sample project."""
    write(pytester, files)
    where = [] if "-n" in args else ["-p", "no:xdist"]
    result = pytester.runpytest_subprocess("--ds=project.settings", *where, *args)
    assert "INTERNALERROR" not in str(result.stdout)
    return result


def run_here(pytester: pytest.Pytester, *args: str, **files: str) -> pytest.RunResult:
    """Run tests in this process, without pytest-django."""
    write(pytester, files)
    return pytester.runpytest_inprocess("-p", "no:django", "-p", "no:xdist", *args)


def write(pytester: pytest.Pytester, files: dict[str, str]) -> None:
    if files:
        pytester.makepyfile(**files)
    pytester.makefile(".ini", pytest=INI)


@pytest.fixture(autouse=True)
def _sample(monkeypatch: pytest.MonkeyPatch) -> None:
    path = os.pathsep.join(filter(None, [str(SAMPLE), os.environ.get("PYTHONPATH")]))
    monkeypatch.setenv("PYTHONPATH", path)
    for name, value in ACCOUNT.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "xdist"])
@pytest.mark.parametrize("target", [None, "process", "server"])
def test_a_story_passes_here(
    pytester: pytest.Pytester, target: str | None, workers: list[str]
) -> None:
    option = [f"--restflow-target={target}"] if target else []
    result = run(pytester, *option, *workers, test_story=STORY.read_text())
    result.assert_outcomes(passed=2)
    header = "restflow: the target is a live server in this process"
    assert result.outlines.count(header) == (target == "server")


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_the_same_story_passes_against_a_project_started_by_hand(
    pytester: pytest.Pytester, deployed: str, workers: list[str]
) -> None:
    result = run(
        pytester,
        f"--restflow-target={deployed}",
        *workers,
        test_story=STORY.read_text(),
    )
    # pytest-xdist itself does not report what its workers have deselected.
    result.assert_outcomes(passed=1, deselected=0 if workers else 1)
    left_out = "1 test without the mark `live_target` deselected"
    result.stdout.fnmatch_lines([f"restflow: the target is {deployed}"])
    result.stdout.fnmatch_lines([f"restflow: the target was {deployed}; {left_out}"])


def test_what_is_wrong_with_the_deployed_project_fails(
    pytester: pytest.Pytester, deployed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "wrong")
    result = run(
        pytester, f"--restflow-target={deployed}", test_story=STORY.read_text()
    )
    result.assert_outcomes(failed=1, deselected=1)
    result.stdout.fnmatch_lines(["*- restflow: the target -*", deployed])


# --- Which target --------------------------------------------------------------------

WHICH = """
import pytest

@pytest.mark.live_target
def test_which(restflow_target):
    print(f"<{restflow_target}>")
"""


def test_the_configuration_names_a_target_and_the_option_wins(
    pytester: pytest.Pytester,
) -> None:
    override = "--override-ini=restflow_target=https://shop.example.com/api/"
    result = run(pytester, override, "-s", test_which=WHICH)
    result.stdout.fnmatch_lines(["*<https://shop.example.com/api/>*"])
    result = run(pytester, override, "--restflow-target=server", "-s")
    result.stdout.fnmatch_lines(["*<server>*"])


@pytest.mark.parametrize(
    "target",
    [
        "proces", "PROCESS", "localhost:8000", "//shop.example.com", "https://",
        "ftp://shop.example.com", "https://shop.example.com:port",
        "https://shop.example.com:0", "https://shop.example.com/?a=1",
        "https://shop.example.com/#a", "https://[::1", "https://shop .example.com",
        "https://shop.example.com\n",
    ],
)  # fmt: skip
def test_what_is_no_target_is_refused(pytester: pytest.Pytester, target: str) -> None:
    result = run_here(pytester, f"--restflow-target={target}", test_which=WHICH)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --restflow-target * is {target!r}. It has*"])


def test_a_password_is_not_in_the_refusal(pytester: pytest.Pytester) -> None:
    target = "https://alice:wonderland@shop.example.com/?a=1"
    result = run_here(pytester, f"--restflow-target={target}", test_which=WHICH)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: * is 'https://…@shop.example.com/?a=1'. *"])
    assert "wonderland" not in str(result.stderr)


@pytest.mark.parametrize(
    "target",
    ["http://localhost:8000", "https://[::1]:8000/shop/", "HTTPS://a.b/@/c@d"],
)
def test_addresses_are_taken(pytester: pytest.Pytester, target: str) -> None:
    result = run_here(pytester, f"--restflow-target={target}", test_which=WHICH)
    result.assert_outcomes(passed=1)
    assert f"restflow: the target is {target}" in result.outlines


# --- Which tests ---------------------------------------------------------------------

HARMLESS = """
def test_destructive(async_http_client):
    raise AssertionError("it ran")

class TestThings:
    def test_more(self):
        raise AssertionError("it ran")
"""


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_a_run_in_which_nothing_has_the_mark_is_not_green(
    pytester: pytest.Pytester, nobody: socket.socket, workers: list[str]
) -> None:
    option = f"--restflow-target={address(nobody)}"
    result = run(pytester, option, *workers, test_things=HARMLESS)
    assert result.ret == pytest.ExitCode.NO_TESTS_COLLECTED
    result.stdout.fnmatch_lines(["restflow: * 2 tests without the mark *deselected"])
    with pytest.raises(BlockingIOError):
        nobody.accept()


REFUSED = """
import httpx2
import pytest
from django.test import SimpleTestCase

pytestmark = pytest.mark.live_target

@pytest.fixture
async def written(async_http_client):
    await async_http_client.post("/written/")

@pytest.fixture
def rows(db):
    raise AssertionError("it ran")

async def test_fixture_db(written, rows):
    raise AssertionError("it ran")

@pytest.mark.django_db
async def test_mark_django_db(written):
    raise AssertionError("it ran")

@pytest.mark.run_commit_hooks
async def test_mark_run_commit_hooks(written):
    raise AssertionError("it ran")

@pytest.mark.urls(__name__)
async def test_mark_urls(written):
    raise AssertionError("it ran")

@pytest.mark.parametrize("name", ["client", "async_client", "admin_user", "settings",
    "rf", "transactional_db", "async_api_client", "async_api_rf",
    "live_asgi_server", "django_assert_num_queries"])
def test_while_it_runs(request, name):
    request.getfixturevalue(name)
    raise AssertionError("it ran")

async def test_fixture_async_api_client(written, async_api_client):
    raise AssertionError("it ran")

async def test_fixture_live_asgi_server(written, live_asgi_server):
    raise AssertionError("it ran")

class Tests(SimpleTestCase):
    def test_a_class(self):
        raise AssertionError("it ran")
"""


def test_what_works_in_one_process_only_is_refused_before_anything_is_sent(
    pytester: pytest.Pytester, nobody: socket.socket
) -> None:
    option = f"--restflow-target={address(nobody)}"
    result = run(pytester, option, test_live=REFUSED)
    result.assert_outcomes(errors=7, failed=10)
    output = str(result.stdout)
    assert "it ran" not in re.sub(r'raise AssertionError\("it ran"\)', "", output)
    wanted = {
        "test_fixture_db": "it uses the fixture `db`",
        "test_mark_django_db": "it has the mark `django_db`",
        "test_mark_run_commit_hooks": "it has the mark `run_commit_hooks`",
        "test_mark_urls": "it has the mark `urls`",
        "test_while_it_runs[client]": "it uses the fixture `client`",
        "test_while_it_runs[admin_user]": "it uses the fixture `db`",
        "test_while_it_runs[settings]": "it uses the fixture `settings`",
        "test_while_it_runs[live_asgi_server]": "it uses the fixture `db`",
        "test_fixture_async_api_client": "it uses the fixture `async_api_client`",
        "test_fixture_live_asgi_server": "it uses the fixture `live_asgi_server`",
        "Tests::test_a_class": "it is in a test case of Django",
    }
    for test, reason in wanted.items():
        assert f"test_live.py::{test} is refused, because {reason}." in output
    with pytest.raises(BlockingIOError):
        nobody.accept()


ASIDE = """
import pytest
from restflow.test import AsyncAPIClient

@pytest.mark.live_target
async def test_the_wrong_application():
    assert (await AsyncAPIClient().get("/api/health/")).status_code == 200
"""


def test_a_client_that_the_test_makes_itself_is_no_way_around(
    pytester: pytest.Pytester, nobody: socket.socket
) -> None:
    option = f"--restflow-target={address(nobody)}"
    result = run(pytester, option, test_live=ASIDE)
    result.assert_outcomes(failed=1)
    sent = "it sent GET http://testserver/api/health/ to the one in this process"
    assert f"::test_the_wrong_application is refused, because {sent}" in str(
        result.stdout
    )
    run(pytester).assert_outcomes(passed=1)


OWN = """
import pytest

@pytest.fixture
def client(async_http_client):
    async_http_client.headers["Authorization"] = "Token secret"
    async_http_client.headers["X-API-Key"] = "key"
    async_http_client.follow_redirects = True
    return async_http_client

@pytest.mark.live_target
async def test_health(client):
    assert (await client.get("/health/")).status_code == 204
"""


def test_a_fixture_of_the_project_may_have_the_name_of_another(
    pytester: pytest.Pytester,
) -> None:
    with answering() as (url, seen):
        option = f"--restflow-target={url}/prefix"
        run(pytester, option, test_own=OWN).assert_outcomes(passed=1)
    assert seen == ["/prefix/health/ Token secret key"]


def test_a_test_that_is_added_later_is_refused(pytester: pytest.Pytester) -> None:
    test = "def test_later():\n    raise SystemError('it ran')"
    pytester.makeconftest(
        """
        import pytest
        kept = []

        @pytest.hookimpl(tryfirst=True)
        def pytest_collection_modifyitems(items):
            kept.extend(items)

        def pytest_collection_finish(session):
            session.items[:] = kept
        """
    )
    option = "--restflow-target=http://127.0.0.1:1"
    result = run_here(pytester, option, test_later=test)
    result.assert_outcomes(errors=1, deselected=1)
    result.stdout.fnmatch_lines(["*it has no mark `live_target`*"])


# --- Addresses -----------------------------------------------------------------------

ASKS = """
import httpx2
import pytest

@pytest.mark.live_target
async def test_health(async_http_client):
    assert type(async_http_client) is httpx2.AsyncClient
    await async_http_client.get("/health/")
"""


def test_a_host_that_cannot_be_reached_is_named(
    pytester: pytest.Pytester, nobody: socket.socket
) -> None:
    url = address(nobody)
    nobody.close()
    result = run(pytester, f"--restflow-target={url}", test_live=ASKS)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E *ConnectError: *", "*- restflow: the target -*", url]
    )


def test_an_address_needs_no_settings_of_django(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    write(pytester, {"test_live": ASKS})
    with answering() as (url, seen):
        result = pytester.runpytest_subprocess(
            f"--restflow-target={url}", "-p", "no:django"
        )
    result.assert_outcomes(passed=1)
    assert seen == ["/health/"]


def test_a_password_in_an_address_is_used_and_not_shown(
    pytester: pytest.Pytester,
) -> None:
    with answering() as (url, seen):
        target = url.replace("//", "//alice:wonderland@")
        result = run(pytester, f"--restflow-target={target}", test_live=ASKS)
    result.assert_outcomes(passed=1)
    assert seen == ["/health/ Basic YWxpY2U6d29uZGVybGFuZA=="]
    assert "wonderland" not in str(result.stdout)
    shown = url.replace("//", "//…@")
    result.stdout.fnmatch_lines([f"restflow: the target is {shown}"])


@pytest.mark.parametrize("user", ["", "alice:wonderland@"])
def test_credentials_are_not_sent_to_another_host(
    pytester: pytest.Pytester, user: str
) -> None:
    with answering() as (other, strangers), answering(f"{other}/there/") as (url, seen):
        target = url.replace("//", f"//{user}")
        result = run(pytester, f"--restflow-target={target}", test_own=OWN)
    result.assert_outcomes(passed=1)
    # Only httpx knows what `Authorization` is for.
    assert len(seen) == 1
    assert seen[0].split()[1] == ("Basic" if user else "Token")
    assert strangers == ["/there/ key"]


PROXIED = """
async def test_health(async_http_client):
    assert (await async_http_client.get("/api/health/")).status_code == 200
"""


def test_a_proxy_of_the_environment_does_not_stand_before_the_server(
    pytester: pytest.Pytester, nobody: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, address(nobody))
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    option = "--restflow-target=server"
    run(pytester, option, test_health=PROXIED).assert_outcomes(passed=1)


# --- The database of a live test -----------------------------------------------------

DATABASE = """
import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from products.models import Category, Product
from django.http import JsonResponse
from django.urls import path

ran = []

def order(request):
    with transaction.atomic():
        Product.objects.create(name="Mug", price="9.50")
        transaction.on_commit(lambda: ran.append("hook"))
    return JsonResponse({"products": Product.objects.count(), "hooks": len(ran)})

urlpatterns = [path("order/", order)]
pytestmark = pytest.mark.urls(__name__)

@pytest.mark.live_target
@pytest.mark.parametrize("number", [1, 2])
async def test_rolled_back_with_hooks(async_http_client, number):
    response = await async_http_client.get("/order/")
    assert response.json() == {"products": 1, "hooks": number}
    assert await sync_to_async(lambda: connection.in_atomic_block)()

@pytest.mark.live_target(transaction=True)
async def test_transactional(async_http_client):
    assert not await sync_to_async(lambda: connection.in_atomic_block)()
    ran.clear()
    response = await async_http_client.get("/order/")
    assert response.json() == {"products": 1, "hooks": 1}

@pytest.mark.django_db
async def test_without_the_mark(async_http_client):
    ran.clear()
    response = await async_http_client.get("/order/")
    assert response.json() == {"products": 1, "hooks": 0}

@pytest.mark.live_target
@pytest.mark.django_db
async def test_a_mark_of_its_own_wins(async_http_client):
    ran.clear()
    response = await async_http_client.get("/order/")
    assert response.json() == {"products": 1, "hooks": 0}

@pytest.mark.live_target
def test_without_the_client(request):
    assert request.node.get_closest_marker("django_db") is None
"""


@pytest.mark.parametrize("target", ["process", "server"])
def test_a_live_test_has_a_database_and_hooks_as_if_it_were_deployed(
    pytester: pytest.Pytester, target: str
) -> None:
    option = f"--restflow-target={target}"
    result = run(pytester, option, "-W", "ignore", test_live=DATABASE)
    result.assert_outcomes(passed=6)


def test_a_live_test_has_a_database_where_plugins_are_named_one_by_one(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    names = ("pytest_django.plugin", "pytest_asyncio.plugin", "restflow.pytest_plugin")
    named = [word for name in names for word in ("-p", name)]
    result = run(pytester, *named, "-W", "ignore", test_live=DATABASE)
    result.assert_outcomes(passed=6)
