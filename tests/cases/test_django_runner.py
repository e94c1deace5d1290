"""The test case classes under Django's own test runner, in processes of their own.

The sample project's models are tested on each database, one process after another and
in parallel. What fails has to arrive in the process that reports it.
"""

from __future__ import annotations

import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support import forked, services

ROOT = Path(__file__).parents[2]
SERVER = services.on_postgresql("postgres")

SETTINGS = """
from project.settings import *

def database(alias):
    if {kind!r} == "postgresql":
        return {{
            **{server},
            "TEST": {{"NAME": f"restflow_runner_{name}_{{alias}}"}},
        }}
    test = {{"NAME": f"{{alias}}.sqlite3"}} if {kind!r} == "file" else {{}}
    return {{
        "ENGINE": "django.db.backends.sqlite3", "NAME": f"of_{{alias}}", "TEST": test
    }}

DATABASES = {{alias: database(alias) for alias in ("default", "archive")}}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
if {cache!r}:
    CACHES = {{
        "default": {{
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": {cache!r},
        }}
    }}
"""

PASSING = """
import asyncio
import unittest

from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, transaction
from products.models import Product
from restflow.test import AsyncAPITestCase, AsyncAPITransactionTestCase


class Rows:
    async def asyncSetUp(self):
        await Product.objects.acreate(name="of asyncSetUp", price=1)

    async def see(self, before):
        await asyncio.gather(
            Product.objects.acreate(name="of gather", price=1),
            sync_to_async(Product.objects.create)(name="of asgiref", price=1),
            asyncio.to_thread(Product.objects.create, name="of a thread", price=1),
        )
        assert await Product.objects.acount() == before + 4
        response = await self.client.get("/api/products/")
        assert response.status_code == 200, response.content
        assert response.queries
        assert "of a thread" in response.text

    async def test_one(self):
        await self.see(self.before)

    async def test_two(self):
        await self.see(self.before)

    async def test_queries(self):
        with self.assertNumQueries(1):
            await Product.objects.acount()
        async with self.assertNumQueries(2):
            await Product.objects.acount()
            await sync_to_async(Product.objects.count)()

    async def test_cache(self):
        assert await cache.aget("key") is None
        await cache.aset("key", self.id())
        await asyncio.sleep(0.01)
        assert await sync_to_async(cache.get)("key") == self.id()

    test_cache_again = test_cache

    def test_synchronous(self):
        assert Product.objects.count() == self.before + 1


class RolledBackTests(Rows, AsyncAPITestCase):
    before = 1

    @classmethod
    def setUpTestData(cls):
        Product.objects.create(name="of the class", price=1)

    async def test_queries_of_a_thread(self):
        async with self.assertNumQueries(1):
            await asyncio.to_thread(Product.objects.count)


class CommittedTests(Rows, AsyncAPITransactionTestCase):
    before = 0

    async def test_hook(self):
        ran = []

        def create():
            with transaction.atomic():
                transaction.on_commit(lambda: ran.append("hook"))
                ran.append("block")

        async with self.captureOnCommitCallbacks() as hooks:
            await sync_to_async(create)()
        assert ran == ["block", "hook"]
        assert len(hooks) == 1


class FaithfulTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def test_hook(self):
        ran = []

        def create():
            with transaction.atomic():
                transaction.on_commit(lambda: ran.append(Product.objects.count()))
                Product.objects.create(name="of the test", price=1)

        await sync_to_async(create)()
        assert ran == [1]


class TwoDatabaseTests(AsyncAPITestCase):
    databases = {"default", "archive"}

    async def test_one(self):
        await User.objects.using("archive").acreate(username="of the test")
        assert await User.objects.using("archive").acount() == 1
        assert await User.objects.acount() == 0

    test_two = test_one


class OneDatabaseTests(AsyncAPITestCase):
    async def test_the_other_database_is_refused(self):
        for run in (
            User.objects.using("archive").acount,
            lambda: asyncio.to_thread(User.objects.using("archive").count),
        ):
            with self.assertRaisesMessage(AssertionError, "Add 'archive' to"):
                await run()
        with self.assertRaisesMessage(AssertionError, "OneDatabaseTests.databases"):
            self.captureOnCommitCallbacks(using="archive")
"""

FAILING = """
import asyncio
import unittest

from asgiref.sync import sync_to_async
from django.db import transaction
from products.models import Product
from restflow.test import AsyncAPITestCase, AsyncAPITransactionTestCase


class Failing:
    async def test_fails(self):
        await Product.objects.acreate(name="of the test", price=1)
        assert False, "told of the failure"

    async def test_raises(self):
        await self.client.get("/nowhere/", no_such="keyword")

    async def test_subtests(self):
        for number in range(3):
            with self.subTest(number=number):
                await asyncio.sleep(0)
                assert number == 1, f"told of subtest {number}"

    @unittest.skip("told why")
    async def test_skipped(self):
        raise AssertionError

    @unittest.expectedFailure
    async def test_expected(self):
        raise AssertionError

    async def test_nothing_is_left(self):
        assert await Product.objects.acount() == 0


class FailingTests(Failing, AsyncAPITestCase):
    async def test_leaves_a_task(self):
        self.task = asyncio.create_task(asyncio.sleep(60))

    async def test_leaves_a_hook(self):
        await sync_to_async(transaction.on_commit)(print)


class FailingTransactionTests(Failing, AsyncAPITransactionTestCase):
    pass


class FailingSetUpTests(AsyncAPITestCase):
    async def asyncSetUp(self):
        await Product.objects.acreate(name="of asyncSetUp", price=1)
        raise LookupError("told of asyncSetUp")

    async def test_it(self):
        raise AssertionError("never reached")
"""


@pytest.fixture(params=["memory", "file", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql":
        services.need(services.without_postgresql())
    return str(request.param)


def run(directory: Path, kind: str, tests: str, *args: str, cache: str = "") -> str:
    """Run tests as `manage.py test` does, and return what it prints."""
    settings = SETTINGS.format(kind=kind, server=SERVER, name=os.getpid(), cache=cache)
    (directory / "runner_settings.py").write_text(settings)
    (directory / "tests_of_runner.py").write_text(tests)
    path = [str(directory), str(ROOT / "docs_src"), str(ROOT / "src")]
    done = forked.run(
        [
            *(sys.executable, "-W", "error::UserWarning", "-m", "django", "test"),
            *(*args, "--noinput", "--settings=runner_settings", "tests_of_runner"),
        ],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        timeout=300,
    )
    return done.stdout + done.stderr


parallel = pytest.mark.parametrize("parallel", ["1", "2"])


@parallel
def test_tests_pass_on_every_database(tmp_path: Path, kind: str, parallel: str) -> None:
    said = run(tmp_path, kind, PASSING, f"--parallel={parallel}", "--shuffle")
    assert re.search(r"Ran 18 tests in .*\n\nOK\n", said), said


@parallel
def test_what_fails_is_reported_on_every_database(
    tmp_path: Path, kind: str, parallel: str
) -> None:
    if parallel == "2":
        services.need(
            "" if find_spec("tblib") else "tblib, which Django needs, is not installed"
        )
    said = run(tmp_path, kind, FAILING, f"--parallel={parallel}")
    # Of two classes a test, two subtests, and a keyword; then set-up, and what is left.
    numbers = "failures=6, errors=5, skipped=2, expected failures=2"
    assert f"FAILED ({numbers})" in said, said
    assert said.count("AssertionError: told of the failure") == 2
    assert said.count("AssertionError: told of subtest 0") == 2
    assert said.count("AssertionError: told of subtest 2") == 2
    assert said.count("Unknown keyword `no_such`") == 2
    assert said.count("LookupError: told of asyncSetUp") == 1
    assert "the task sleep, made in tests_of_runner.py:" in said
    assert "print, registered in tests_of_runner.py:" in said
    assert "never reached" not in said
    assert "cannot be pickled" not in said


@parallel
def test_caches_on_redis_are_separate(tmp_path: Path, parallel: str) -> None:
    args = (f"--parallel={parallel}", "--shuffle")
    with services.OwnRedis() as redis:
        said = run(tmp_path, "memory", PASSING, *args, cache=redis.url)
    assert re.search(r"Ran 18 tests in .*\n\nOK\n", said), said


def test_the_database_can_be_dropped_after_ctrl_c(tmp_path: Path, kind: str) -> None:
    interrupted = """
from products.models import Product
from restflow.test import AsyncAPITestCase


class InterruptedTests(AsyncAPITestCase):
    async def test_it(self):
        await Product.objects.acreate(name="of the test", price=1)
        raise KeyboardInterrupt
"""
    said = run(tmp_path, kind, interrupted, "--verbosity=2")
    assert "KeyboardInterrupt" in said
    assert "Destroying test database for alias 'default'" in said
    assert "being accessed by other users" not in said
    # The next run makes it anew, without asking for the old one to be destroyed.
    again = run(tmp_path, kind, PASSING, "--verbosity=2")
    assert "already exists" not in again
    assert "\nOK\n" in again
