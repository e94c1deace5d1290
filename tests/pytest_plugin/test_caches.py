"""Caches of a test's own, whichever way a test has of sharing connections."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

SETTINGS = """
    SECRET_KEY = "not a secret"
    ALLOWED_HOSTS = ["*"]
    ROOT_URLCONF = "the_urls"
    USE_TZ = True
    INSTALLED_APPS = [
        "django.contrib.contenttypes", "django.contrib.auth", "restflow.caching",
    ]
    DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    }
"""

URLS = """
    from django.contrib.auth.models import Group
    from django.http import HttpResponse
    from django.urls import path

    from restflow.caching import InvalidationRule, cache_response, cache_result

    @cache_response(ttl=60, public=True, rules=[InvalidationRule(Group)])
    def groups(request):
        return HttpResponse(str(Group.objects.count()))

    @cache_result(ttl=60, rules=[InvalidationRule(Group)])
    def count():
        return Group.objects.count()

    urlpatterns = [path("groups/", groups)]
"""

# Each has two tests, of which the second is wrong if it sees what the first has stored.
FUNCTIONS = """
    import pytest
    from django.contrib.auth.models import Group
    from django.core.cache import cache

    from the_urls import count

    pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks]

    def test_first():
        Group.objects.create(name="one")
        cache.set("key", "stored")
        assert [count(), count()] == [1, 1]
        assert count.cache_info().hits == 1

    def test_second():
        assert cache.get("key") is None
        assert count() == 0
"""
SERVED = """
    import urllib.request

    import pytest
    from django.contrib.auth.models import Group
    from django.core.cache import cache

    pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks]

    def get(server):
        with urllib.request.urlopen(f"{server}/groups/") as response:
            return response.read(), "hit" in response.headers["Cache-Status"]

    def test_first(live_asgi_server):
        Group.objects.create(name="one")
        cache.set("key", "stored")
        assert get(live_asgi_server) == (b"1", False)
        assert get(live_asgi_server) == (b"1", True)

    def test_second(live_asgi_server):
        assert cache.get("key") is None
        assert get(live_asgi_server) == (b"0", False)
"""
# It asks for the server while it runs, and the plugin can't know it before.
ASKING = """
    import pytest
    from django.core.cache import cache

    pytestmark = pytest.mark.django_db

    def test_first(request):
        request.getfixturevalue("live_asgi_server")
        cache.set("key", "stored")
        assert cache.get("key") == "stored"

    def test_second(request):
        request.getfixturevalue("live_asgi_server")
        assert cache.get("key") is None
"""


def run(pytester: pytest.Pytester, tests: str, *args: str) -> pytest.RunResult:
    """Run a project's tests in a process of its own."""
    pytester.makepyfile(the_settings=SETTINGS, the_urls=URLS, test_it=tests)
    pytester.makeini("[pytest]\nDJANGO_SETTINGS_MODULE = the_settings\n")
    ds = "--ds=the_settings"
    return pytester.runpytest_subprocess(ds, "-p", "no:randomly", *args)


@pytest.mark.parametrize("tests", [FUNCTIONS, SERVED, ASKING])
def test_a_function_that_shares_connections_shares_no_cache(
    pytester: pytest.Pytester, tests: str
) -> None:
    run(pytester, tests).assert_outcomes(passed=2)


@pytest.mark.parametrize("tests", [FUNCTIONS, SERVED, ASKING])
def test_it_does_if_the_project_wants_it(pytester: pytest.Pytester, tests: str) -> None:
    result = run(pytester, tests, "-o", "restflow_isolate_cache=false")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["E * assert 'stored' is None"])


PLAIN = """
    import pytest
    from django.core.cache import cache

    def test_first():
        cache.set("key", "stored")

    def test_second():
        assert cache.get("key") == "stored"
"""


def test_a_test_that_shares_nothing_has_the_cache_that_it_always_had(
    pytester: pytest.Pytester,
) -> None:
    run(pytester, PLAIN).assert_outcomes(passed=2)


NOTING = """
    import sys, threading
    from types import ModuleType

    # As django-cachalot is loaded: it notes by thread which transactions are open.
    module = sys.modules["cachalot.cache"] = ModuleType("cachalot.cache")
    module.cachalot_caches = threading.local()
"""
NOTED = """
    import sys

    import pytest
    from asgiref.sync import sync_to_async
    from django.db import transaction

    notes = sys.modules["cachalot.cache"].cachalot_caches

    @pytest.fixture(autouse=True)
    def noted(request):
        # Beside the transaction, which is older than the test's own fixtures.
        notes.atomic = [request.node.name]

    @pytest.fixture
    def before():
        notes.atomic = ["of the test's transaction"]

    @pytest.mark.asyncio
    async def test_coroutine(before, db):
        seen = await sync_to_async(lambda: {**vars(notes)})()
        assert seen == {"atomic": ["of the test's transaction"]}

    @pytest.mark.asyncio
    async def test_without_a_database():
        assert await sync_to_async(lambda: {**vars(notes)})() == {}
"""


def test_a_coroutines_synchronous_code_knows_of_the_tests_transaction(
    pytester: pytest.Pytester,
) -> None:
    pytester.makeconftest(NOTING)
    run(pytester, NOTED).assert_outcomes(passed=2)


SHARED = """
    import pytest

    @pytest.mark.asyncio
    @pytest.mark.parametrize("number", [1, 2])
    async def test_function(number): ...
"""


def test_a_cache_that_tests_share_fails_one_test_where_warnings_are_errors(
    pytester: pytest.Pytester,
) -> None:
    key = "KEY_FUNCTION = lambda key, prefix, version: key"
    cache = '"BACKEND": "django.core.cache.backends.locmem.LocMemCache"'
    told = (
        f'{key}\n    CACHES = {{"default": {{{cache}, "KEY_FUNCTION": KEY_FUNCTION}}}}'
    )
    pytester.makepyfile(
        the_settings=f"{SETTINGS}    {told}", the_urls=URLS, test_shared=SHARED
    )
    result = pytester.runpytest_subprocess("--ds=the_settings", "-Werror:Tests share")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*UserWarning: Tests share the cache 'default'*"])
