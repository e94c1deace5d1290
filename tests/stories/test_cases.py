"""Stories in test case classes: under unittest, under pytest, under Django's runner."""

from __future__ import annotations

import os
import sys
import unittest
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import SimpleTestCase, override_settings
from rest_framework.test import APITestCase

from restflow.test import (
    Actor,
    AsyncActor,
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
    AsyncStory,
    AsyncStoryTestCase,
    Endpoint,
    Story,
    StoryTestCase,
)
from tests.support import forked

ROOT = Path(__file__).parents[2]

WHO = Endpoint("GET", "/who/", status=200)


class Somebody(Actor):
    who = WHO


class AsyncSomebody(AsyncActor):
    who = WHO


# --- Under the runner of this very test ----------------------------------------------

urls = override_settings(ROOT_URLCONF="tests.support.urls")


@urls
class StoryTests(StoryTestCase, APITestCase):
    def setUp(self) -> None:
        self.grace = self.story.actor(
            "Grace", Somebody, user=User.objects.create_user("grace")
        )

    def test_a_story(self) -> None:
        """Grace says who she is.

        And so on.
        """
        self.assertIs(type(self.story), Story)
        self.assertEqual(self.story.title, "Grace says who she is")
        self.assertEqual(self.grace.who().json()["user"], "grace")
        self.assertEqual(len(self.story.steps), 1)

    def test_another(self) -> None:
        self.assertEqual(self.story.steps, [])
        self.assertEqual(self.story.title, "test_another")


@urls
class AsyncStoryTests(AsyncStoryTestCase, AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        user = await User.objects.acreate_user("grace")
        self.grace = self.story.actor("Grace", AsyncSomebody, user=user)

    async def test_a_story(self) -> None:
        """Grace says who she is."""
        self.assertIs(type(self.story), AsyncStory)
        self.assertEqual(self.story.title, "Grace says who she is")
        self.assertEqual((await self.grace.who()).json()["user"], "grace")
        self.assertEqual(len(self.story.steps), 1)

    async def test_another(self) -> None:
        self.assertEqual(self.story.steps, [])


@urls
class AsyncStoryTransactionTests(AsyncStoryTestCase, AsyncAPITransactionTestCase):
    async def test_a_story_with_real_transactions(self) -> None:
        user = await User.objects.acreate_user("grace")
        grace = self.story.actor("Grace", AsyncSomebody, user=user)
        self.assertEqual((await grace.who()).json()["user"], "grace")


# --- What an error is told -----------------------------------------------------------


def notes_of(case: type[unittest.TestCase]) -> list[list[str]]:
    """Run a class, and return the notes of its errors."""
    found: list[list[str]] = []

    class Result(unittest.TestResult):
        def _noted(self, error: Any) -> None:
            found.append(getattr(error[1], "__notes__", []))

        def addError(self, test: Any, err: Any) -> None:  # noqa: ARG002, N802
            self._noted(err)

        def addFailure(self, test: Any, err: Any) -> None:  # noqa: ARG002, N802
            self._noted(err)

        def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:  # noqa: ARG002, N802
            if err is not None:
                self._noted(err)

    with urls:
        unittest.defaultTestLoader.loadTestsFromTestCase(case)(Result())
    return found


STEP = "  1. Grace: who -> 200 OK, not 201 Created   <-- here\n"


def test_a_test_that_fails_has_its_transcript() -> None:
    class Tests(StoryTestCase, SimpleTestCase):
        def test_it(self) -> None:
            self.story.actor("Grace", Somebody).who(status=201)

    ((note,),) = notes_of(Tests)
    assert note.startswith(f"Story: test_it\n{STEP}")


def test_an_asynchronous_test_that_fails_has_its_transcript() -> None:
    class Tests(AsyncStoryTestCase, AsyncAPISimpleTestCase):
        async def test_it(self) -> None:
            await self.story.actor("Grace", AsyncSomebody).who(status=201)

    ((note,),) = notes_of(Tests)
    assert note.startswith(f"Story: test_it\n{STEP}")


def test_any_error_has_the_transcript() -> None:
    class Tests(StoryTestCase, SimpleTestCase):
        def test_it(self) -> None:
            self.story.actor("Grace", Somebody).who()
            self.fail("of the test")

    ((note,),) = notes_of(Tests)
    assert "Grace: who -> 200 OK\n" in note


def test_a_test_that_tells_no_story_has_no_transcript() -> None:
    class Tests(StoryTestCase, SimpleTestCase):
        def test_it(self) -> None:
            self.fail("of the test")

    assert notes_of(Tests) == [[]]


@pytest.mark.parametrize("where", ["setUp", "tearDown"])
def test_what_prepares_and_what_cleans_up_has_it_as_well(where: str) -> None:
    def fail(self: Any) -> None:
        self.story.actor("Grace", Somebody).who(status=201)

    members = {where: fail, "test_it": lambda self: None}  # noqa: ARG005
    case: Any = type("Tests", (StoryTestCase, SimpleTestCase), members)
    ((note,),) = notes_of(case)
    assert STEP in note


@pytest.mark.parametrize("where", ["asyncSetUp", "asyncTearDown"])
def test_what_prepares_asynchronously_has_it_as_well(where: str) -> None:
    async def fail(self: Any) -> None:
        await self.story.actor("Grace", AsyncSomebody).who(status=201)

    async def test_it(self: Any) -> None:
        """Pass."""

    members = {where: fail, "test_it": test_it}
    case: Any = type("Tests", (AsyncStoryTestCase, AsyncAPISimpleTestCase), members)
    ((note,),) = notes_of(case)
    assert STEP in note


def test_each_part_of_a_test_that_fails_has_it() -> None:
    class Tests(StoryTestCase, SimpleTestCase):
        def test_it(self) -> None:
            grace = self.story.actor("Grace", Somebody)
            for number in range(3):
                with self.subTest("of a part", number=number):
                    grace.who(status=201 if number else 200)

    notes = notes_of(Tests)
    assert [len(of) for of in notes] == [1, 1]
    assert [of[0].count("<-- here") for of in notes] == [1, 2]


def test_the_transcript_is_there_once_where_cleaning_up_goes_on() -> None:
    class Tests(StoryTestCase, SimpleTestCase):
        def test_it(self) -> None:
            grace = self.story.actor("Grace", Somebody)
            try:
                with self.story:
                    grace.who(status=201)
            finally:
                grace.who()

    ((note,),) = notes_of(Tests)
    assert note.startswith(f"Story: test_it\n{STEP}")
    assert "  2. Grace: who -> 200 OK\n" in note


def test_a_test_that_is_skipped_is_skipped() -> None:
    class Tests(StoryTestCase, SimpleTestCase):
        def test_it(self) -> None:
            self.story.actor("Grace", Somebody).who()
            self.skipTest("why")

    result = unittest.TestResult()
    with urls:
        Tests("test_it")(result)
    assert [reason for _, reason in result.skipped] == ["why"]


def test_the_same_test_may_run_again() -> None:
    steps: list[int] = []

    class Tests(StoryTestCase, SimpleTestCase):
        def test_it(self) -> None:
            self.story.actor("Grace", Somebody).who()
            steps.append(len(self.story.steps))

    test = Tests("test_it")
    with urls:
        for _ in range(2):
            test(unittest.TestResult())
    assert steps == [1, 1]


def test_debug_raises_with_the_transcript() -> None:
    class Tests(StoryTestCase, SimpleTestCase):
        def test_it(self) -> None:
            self.story.actor("Grace", Somebody).who(status=201)

    with urls, pytest.raises(AssertionError) as caught:
        Tests("test_it").debug()
    assert STEP in caught.value.__notes__[0]


# --- Django's own runner -------------------------------------------------------------

RUN = """
from django.contrib.auth.models import User
from rest_framework.test import APITestCase
from restflow.test import (
    Actor, AsyncActor, AsyncAPITestCase, AsyncStoryTestCase, Endpoint, StoryTestCase
)

PRODUCTS = Endpoint("GET", "product-list", status=200)

class Customer(Actor):
    products = PRODUCTS

class AsyncCustomer(AsyncActor):
    products = PRODUCTS

class SyncTests(StoryTestCase, APITestCase):
    def test_passes(self):
        self.story.actor("Ada", Customer).products()

    def test_fails(self):
        '''A synchronous story.'''
        self.story.actor("Ada", Customer).products(status=201)

class AsyncTests(AsyncStoryTestCase, AsyncAPITestCase):
    async def test_passes(self):
        await self.story.actor("Ada", AsyncCustomer).products()

    async def test_fails(self):
        '''An asynchronous story.'''
        await self.story.actor("Ada", AsyncCustomer).products(status=201)

    async def test_forgets(self):
        self.story.actor("Ada", AsyncCustomer).products()
"""


@pytest.mark.parametrize("parallel", ["1", "2"])
def test_djangos_runner_shows_transcripts(tmp_path: Path, parallel: str) -> None:
    (tmp_path / "tests_of_runner.py").write_text(RUN)
    path = [str(tmp_path), str(ROOT / "docs_src"), str(ROOT / "src")]
    done = forked.run(
        [
            *(sys.executable, "-m", "django", "test", "tests_of_runner"),
            *("--noinput", f"--parallel={parallel}"),
        ],
        cwd=tmp_path,
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join(path),
            "DJANGO_SETTINGS_MODULE": "project.settings",
        },
        timeout=300,
    )
    said = done.stderr
    assert "Ran 5 tests" in said, said
    assert "FAILED (failures=3)" in said or "FAILED (failures=2, errors=1)" in said
    step = "  1. Ada: products -> 200 OK, not 201 Created   <-- here\n"
    for title in ("A synchronous story", "An asynchronous story"):
        assert f"Story: {title}\n{step}" in said, said
    assert "`AsyncCustomer.products` in tests_of_runner.py:" in said, said
