"""The guard against hosts that a test does not name, in projects made for the purpose.

Nobody is asked on the network: hosts have names and addresses that are kept for
documentation, and no test waits for an answer.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from restflow._pytest.outside import _host

pytest_plugins = ["pytester"]

SAMPLE = Path(__file__).parents[2] / "docs_src"
INI = """
[pytest]
asyncio_default_fixture_loop_scope = function
addopts = --import-mode=importlib --strict-markers -p no:cacheprovider -p no:randomly
filterwarnings = error
"""
GUARD = "--restflow-refuse-outside"


def run(pytester: pytest.Pytester, *args: str, **files: str) -> pytest.RunResult:
    """Run tests with the sample project, in a process of their own."""
    pytester.makefile(".ini", pytest=INI)
    if files:
        pytester.makepyfile(**files)
    where = [] if "-n" in args else ["-p", "no:xdist"]
    return pytester.runpytest_subprocess("--ds=project.settings", *where, *args)


def failures(result: pytest.RunResult) -> dict[str, str]:
    """Return by test how it has failed, from the summary of a run."""
    found = [line for line in result.outlines if line.startswith(("FAILED", "ERROR"))]
    split = [line.partition(" - ") for line in found]
    return {test.rpartition("::")[2]: said for test, _, said in split}


@pytest.fixture(autouse=True)
def _sample(monkeypatch: pytest.MonkeyPatch) -> None:
    path = os.pathsep.join(filter(None, [str(SAMPLE), os.environ.get("PYTHONPATH")]))
    monkeypatch.setenv("PYTHONPATH", path)
    monkeypatch.setenv("COLUMNS", "200")


# --- What is refused -----------------------------------------------------------------

REFUSED = """
import asyncio
import socket
import threading
import urllib.request

import httpx2
import pytest

UDP = socket.AF_INET, socket.SOCK_DGRAM

def test_fails_a_name():
    socket.create_connection(("api.example.com", 443))

def test_fails_an_address():
    socket.socket().connect(("203.0.113.1", 443))

def test_fails_an_address_that_is_tried():
    socket.socket().connect_ex(("203.0.113.1", 443))

def test_fails_an_address_of_six_parts():
    socket.socket(socket.AF_INET6).connect(("2001:db8::1", 443))

def test_fails_a_datagram():
    socket.socket(*UDP).sendto(b"x", ("203.0.113.1", 53))

def test_fails_a_message():
    socket.socket(*UDP).sendmsg([b"x"], [], 0, ("203.0.113.1", 53))

def test_fails_a_look_up():
    socket.getaddrinfo(b"api.example.com", 443)

def test_fails_another_look_up():
    socket.gethostbyname("api.example.com")

def test_fails_the_standard_library():
    urllib.request.urlopen("http://api.example.com")

def test_fails_httpx():
    httpx2.get("https://api.example.com", trust_env=False)

@pytest.mark.asyncio
async def test_fails_asyncio():
    await asyncio.open_connection("api.example.com", 443)

@pytest.mark.asyncio
async def test_fails_an_address_of_asyncio():
    await asyncio.open_connection("203.0.113.1", 443)

@pytest.mark.asyncio
async def test_fails_httpx_asynchronously():
    async with httpx2.AsyncClient(trust_env=False) as client:
        await client.get("https://api.example.com")

@pytest.mark.asyncio
async def test_fails_a_thread_of_asyncio():
    await asyncio.to_thread(socket.create_connection, ("api.example.com", 443))

def test_fails_a_thread_that_swallows_it():
    def connect():
        try:
            socket.create_connection(("api.example.com", 443))
        except Exception:
            pass
    thread = threading.Thread(target=connect)
    thread.start()
    thread.join()

def test_fails_what_is_swallowed():
    try:
        socket.create_connection(("api.example.com", 443))
    except Exception:
        pass

@pytest.mark.allow_hosts("other.example.com", "203.0.113.2")
def test_fails_a_host_beside_those_that_are_named():
    socket.create_connection(("api.example.com", 443))

@pytest.fixture
def made():
    try:
        socket.create_connection(("api.example.com", 443))
    except Exception:
        return

def test_errs_in_a_fixture(made):
    raise AssertionError("it ran")

@pytest.fixture
def cleaned():
    yield
    try:
        socket.create_connection(("api.example.com", 443))
    except Exception:
        return

def test_errs_while_cleaning_up(cleaned):
    pass

def test_passes_after_all_of_them():
    pass
"""


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_connections_are_refused_whoever_makes_them(
    pytester: pytest.Pytester, workers: list[str]
) -> None:
    result = run(pytester, GUARD, *workers, "-W", "ignore", test_refused=REFUSED)
    wanted = {
        line.partition("(")[0].partition("def ")[2]
        for line in REFUSED.splitlines()
        if "def test_" in line and "_passes_" not in line
    }
    failed = failures(result)
    assert {*failed} == wanted
    for said in failed.values():
        assert said.startswith(
            "restflow.test.OutsideConnectionError: The test connects to "
        )
        # Also where another thread looks up what a task asks for.
        assert ", in test_refused.py:" in said
    assert "it ran" not in str(result.stdout).replace('("it ran")', "")
    assert "_passes_" not in str(failed)


def test_the_error_names_the_host_and_the_line(pytester: pytest.Pytester) -> None:
    result = run(pytester, GUARD, test_refused=REFUSED)
    line = REFUSED.strip().splitlines().index("def test_fails_an_address():") + 2
    said = [
        (
            "E * The test connects to 203.0.113.1, which it does not name, in "
            f"test_refused.py:{line}."
        ),
        (
            "E * Replace the other service, as with respx or pytest-httpx; or name the "
            "host: `@pytest.mark.allow_hosts('203.0.113.1')`."
        ),
        "E * restflow.E124: *",
    ]
    result.stdout.fnmatch_lines(said)


VIEW = """
import socket
import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

def rate(request):
    try:
        socket.create_connection(("api.example.com", 443))
    except Exception:
        return HttpResponse("unknown")
    return HttpResponse("known")

async def arate(request):
    return rate(request)

urlpatterns = [path("rate/", rate), path("arate/", arate)]
pytestmark = pytest.mark.urls(__name__)

def test_view(client):
    client.get("/rate/")

@pytest.mark.asyncio
async def test_asynchronous_view(async_api_client):
    await async_api_client.get("/arate/")

@pytest.mark.asyncio
async def test_view_in_asynchronous_test(async_api_client):
    await async_api_client.get("/rate/")

@pytest.mark.django_db
def test_live_server(live_server):
    import httpx2
    httpx2.get(live_server.url + "/rate/")

def test_live_asgi_server(live_asgi_server):
    import httpx2
    httpx2.get(live_asgi_server.url + "/rate/")

def test_another_error_names_it(client):
    assert client.get("/rate/").content == b"known"

def test_skipped(client):
    client.get("/rate/")
    pytest.skip("why")
"""


def test_what_a_view_swallows_fails_the_test(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    # There pytest writes longer summaries.
    monkeypatch.delenv("CI", raising=False)
    result = run(pytester, GUARD, "-rfEs", test_views=VIEW)
    failed = failures(result)
    another = failed.pop("test_another_error_names_it")
    assert another.startswith("AssertionError")
    assert len(failed) == 5
    for said in failed.values():
        assert said.startswith(
            "restflow.test.OutsideConnectionError: The test connects to api.example"
        )
    # The test's own error has the other as a note.
    assert str(result.stdout).count("The test connects to api.example.com, which") == 11
    result.stdout.fnmatch_lines(["SKIPPED * test_views.py:*: why"])
    result.assert_outcomes(failed=6, skipped=1)


# --- What is allowed -----------------------------------------------------------------

ALLOWED = """
import asyncio
import errno
import socket

import pytest

UDP = socket.AF_INET, socket.SOCK_DGRAM

@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]

@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "127.0.0.2"])
def test_this_machine(port, host):
    try:
        socket.create_connection((host, port)).close()
    except ConnectionRefusedError:
        assert host == "127.0.0.2"

def test_this_machine_by_its_own_name():
    try:
        socket.create_connection((socket.gethostname(), 1), 0.01)
    except OSError:
        pass

def test_any_address(port):
    socket.create_connection(("0.0.0.0", port)).close()

def test_six_parts():
    for host in ("::1", "::ffff:127.0.0.1"):
        try:
            socket.create_connection((host, 1)).close()
        except OSError:
            pass

def test_a_path(tmp_path, monkeypatch):
    # The path of a socket is short.
    monkeypatch.chdir(tmp_path)
    listener, end = (socket.socket(socket.AF_UNIX) for _ in range(2))
    with listener, end:
        listener.bind("s")
        listener.listen()
        end.connect("s")

def test_a_pair():
    for end in socket.socketpair():
        end.close()

@pytest.mark.asyncio
async def test_asyncio(port):
    _, writer = await asyncio.open_connection("localhost", port)
    writer.close()
    await writer.wait_closed()

def reached(host):
    with socket.socket() as end:
        end.setblocking(False)
        # Whatever the network says: it was asked.
        return end.connect_ex((host, 443)) != 0

@pytest.mark.allow_hosts("203.0.113.1", "203.0.113.2")
@pytest.mark.allow_hosts("203.0.113.3")
def test_addresses_that_are_named():
    assert all(reached(f"203.0.113.{number}") for number in (1, 2, 3))

@pytest.mark.allow_hosts("API.nowhere.invalid")
def test_a_name_that_is_named():
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("api.NOWHERE.invalid", 443)

@pytest.mark.allow_hosts("https://api.nowhere.invalid:8000/v1", "203.0.113.1:443")
def test_an_address_with_a_host_in_it():
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("api.nowhere.invalid", 8000)
    assert reached("203.0.113.1")

@pytest.mark.allow_hosts("service.test")
def test_what_a_name_stands_for():
    assert socket.getaddrinfo("service.test", 443)[0][4][0] == "203.0.113.9"
    assert reached("203.0.113.9")

def test_the_databases_and_caches_of_the_settings(settings):
    for host in ("db.nowhere.invalid", "redis.nowhere.invalid", "one.nowhere.invalid",
                 "two.nowhere.invalid", "three.nowhere.invalid"):
        with pytest.raises(socket.gaierror):
            socket.getaddrinfo(host, 5432)
"""
# A look-up that answers without the network.
CONFTEST = """
import socket

look_up = socket.getaddrinfo

def getaddrinfo(host, *args, **kwargs):
    if host == "service.test":
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("203.0.113.9", 443))]
    return look_up(host, *args, **kwargs)

socket.getaddrinfo = getaddrinfo
"""
SETTINGS = """
from project.settings import *

DATABASES["distant"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": "x",
                        "HOST": "DB.nowhere.invalid"}
there = "nowhere.invalid"
redis = "django.core.cache.backends.redis.RedisCache"
memcached = "django.core.cache.backends.memcached.PyMemcacheCache"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "a": {"BACKEND": redis, "LOCATION": f"redis://user:secret@redis.{there}:1/0"},
    "b": {"BACKEND": memcached, "LOCATION": f"one.{there}:1;two.{there}:1"},
    "c": {"BACKEND": memcached, "LOCATION": ["three.nowhere.invalid:11211"]},
}
"""


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_what_is_known_or_named_is_allowed(
    pytester: pytest.Pytester, workers: list[str]
) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(the_settings=SETTINGS)
    pytester.syspathinsert()
    files = {"test_allowed": ALLOWED}
    arguments = ["--ds=the_settings", "-W", "ignore", GUARD, *workers]
    run(pytester, *arguments, **files).assert_outcomes(passed=15)


def test_without_the_option_nothing_is_refused(pytester: pytest.Pytester) -> None:
    text = """
        import socket

        def test_it():
            with socket.socket() as end:
                end.setblocking(False)
                end.connect_ex(("203.0.113.1", 443))
    """
    run(pytester, test_it=text).assert_outcomes(passed=1)
    run(pytester, GUARD).assert_outcomes(failed=1)
    ini = "--override-ini=restflow_refuse_outside=true"
    run(pytester, ini).assert_outcomes(failed=1)


def test_what_is_collected_and_what_comes_after_may_connect(
    pytester: pytest.Pytester,
) -> None:
    text = """
        import atexit
        import socket

        def connect():
            with socket.socket() as end:
                end.setblocking(False)
                end.connect_ex(("203.0.113.1", 443))
            print("connected")

        connect()
        atexit.register(connect)

        def test_it():
            pass
    """
    result = run(pytester, GUARD, "-s", test_it=text)
    result.assert_outcomes(passed=1)
    assert str(result.stdout).count("connected") == 2


@pytest.mark.usefixtures("started")
def test_a_project_without_django_is_guarded(pytester: pytest.Pytester) -> None:
    pytester.makefile(
        ".ini", pytest="[pytest]\naddopts = -p no:randomly -p no:django\n"
    )
    pytester.makepyfile(
        """
        import socket
        import sys

        def test_it():
            socket.create_connection(("api.example.com", 443))

        def test_django_is_not_there():
            assert "django" not in sys.modules
        """
    )
    result = pytester.runpytest_subprocess(GUARD, "-p", "no:xdist")
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(
        ["*The test connects to api.example.com, which it does not name.*"]
    )


def test_the_address_of_the_target_is_known(pytester: pytest.Pytester) -> None:
    text = """
        import httpx2
        import pytest

        @pytest.mark.live_target
        @pytest.mark.asyncio
        async def test_it(async_http_client):
            with pytest.raises(httpx2.ConnectError):
                await async_http_client.get("/")

        @pytest.mark.live_target
        @pytest.mark.asyncio
        async def test_another(async_http_client):
            await async_http_client.get("https://other.nowhere.invalid/")
    """
    target = "--restflow-target=http://SHOP.nowhere.invalid:8000/api/"
    result = run(pytester, GUARD, target, test_it=text)
    result.assert_outcomes(passed=1, failed=1)
    assert "connects to other.nowhere.invalid" in str(result.stdout)


@pytest.mark.parametrize("target", [[], ["--restflow-target=server"]])
def test_a_story_may_reach_the_live_server(
    pytester: pytest.Pytester, target: list[str]
) -> None:
    text = """
        import pytest
        from restflow.test import Actor, AsyncActor, Endpoint

        HEALTH = Endpoint("GET", "health", status=200)

        class Somebody(Actor):
            health = HEALTH

        class AsyncSomebody(AsyncActor):
            health = HEALTH

        @pytest.mark.django_db
        def test_sync(story):
            story.actor("a", Somebody).health()

        @pytest.mark.django_db
        @pytest.mark.asyncio
        async def test_async(async_story):
            await async_story.actor("a", AsyncSomebody).health()
    """
    run(pytester, GUARD, *target, test_it=text).assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("place", "host"),
    [
        ("redis://a:b@h.example.com:1/0", "h.example.com"),
        ("h.example.com:11211", "h.example.com"),
        ("[::1]:6379", "::1"),
        ("unix:///run/x.sock", ""),
        ("/run/x.sock", ""),
        ("a name", "a name"),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_the_host_of_a_place(place: str, host: str) -> None:
    assert _host(place) == host
