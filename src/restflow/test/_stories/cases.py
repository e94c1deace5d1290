"""Stories in test case classes."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from unittest import TestCase, TestResult

from restflow.test._stories.story import AsyncStory, Story


class _Told(TestCase):
    """Gives each test a story, and the story's transcript to the error that ends it."""

    def run(self, result: TestResult | None = None) -> TestResult | None:
        # The same test may run again.
        vars(self).pop("story", None)
        return super().run(result)

    def _callSetUp(self) -> None:  # noqa: N802
        __tracebackhide__ = True
        call: Any = super()
        with self._explaining():
            call._callSetUp()  # noqa: SLF001  (what unittest calls)

    def _callTestMethod(self, method: Any) -> None:  # noqa: N802
        __tracebackhide__ = True
        call: Any = super()
        with self._explaining():
            call._callTestMethod(method)  # noqa: SLF001  (what unittest calls)

    def _callTearDown(self) -> None:  # noqa: N802
        __tracebackhide__ = True
        call: Any = super()
        with self._explaining():
            call._callTearDown()  # noqa: SLF001  (what unittest calls)

    @contextmanager
    def subTest(self, *args: Any, **params: Any) -> Generator[None]:  # noqa: N802
        """Run a part of a test; an error that ends it has the transcript, too.

        The arguments are those of `unittest.TestCase.subTest`.
        """
        # unittest keeps the error, and goes on after the block.
        with super().subTest(*args, **params), self._explaining():
            yield

    @contextmanager
    def _explaining(self) -> Generator[None]:
        __tracebackhide__ = True
        try:
            yield
        except Exception as error:
            if story := vars(self).get("story"):
                story._explain(error)  # noqa: SLF001
            raise

    @property
    def _title(self) -> str:
        return (self.shortDescription() or self._testMethodName).rstrip(".")


class StoryTestCase(_Told):
    """A mixin that gives each synchronous test a story.

    Put it before the test case class: `class TestSchool(StoryTestCase, APITestCase)`.

    Attributes:
        story: A `Story`, new for each test. The first line of the test's docstring is
            its title.

    Since:
        0.1.0.
    """

    @cached_property
    def story(self) -> Story:
        """A `Story`, new for each test."""
        return Story(self._title)


class AsyncStoryTestCase(_Told):
    """A mixin that gives each asynchronous test a story.

    Put it before the test case class:
    `class TestSchool(AsyncStoryTestCase, AsyncAPITestCase)`.

    Attributes:
        story: An `AsyncStory`, new for each test. The first line of the test's
            docstring is its title.

    Since:
        0.1.0.
    """

    @cached_property
    def story(self) -> AsyncStory:
        """An `AsyncStory`, new for each test."""
        return AsyncStory(self._title)
