"""Test case classes."""

# They have the clients of Django REST framework in place of Django's own.
# pyright: reportIncompatibleVariableOverride=false

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar
from unittest import TestResult

from django.test import SimpleTestCase, TestCase, TransactionTestCase
from rest_framework import test as drf
from rest_framework.test import APIClient

from restflow.test._async_case import AsyncTests
from restflow.test._client import AsyncAPIClient
from restflow.test._counting import DatabaseHelpers
from restflow.test._pending import refuse_forgotten

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver


class _APIClients(AsyncTests):
    """Gives each test both of Django REST framework's clients, by Django's names."""

    client_class = APIClient
    async_client_class = AsyncAPIClient
    client: APIClient
    async_client: AsyncAPIClient

    def run(self, result: TestResult | None = None) -> TestResult | None:
        # A cleanup, so that a request that nobody awaited fails its own test.
        self.enterContext(refuse_forgotten())
        try:
            return super().run(result)
        finally:
            self.doCleanups()


class AsyncAPISimpleTestCase(_APIClients, SimpleTestCase):
    """A test case for APIs that touch no database; a query in it is an error.

    Attributes:
        async_client: An `AsyncAPIClient`, new for each test.
        client: Django REST framework's synchronous `APIClient`.

    Since:
        0.1.0. `rest_framework.test.APISimpleTestCase` with an asynchronous client.
    """


class AsyncAPITestCase(_APIClients, DatabaseHelpers, TestCase):
    """A test case in which each test is rolled back.

    Tests may be coroutine functions. All that runs in them, in whatever task or thread,
    sees the same rows.

    Attributes:
        run_commit_hooks: Run commit hooks when the outermost atomic block of the
            application ends, as they run in production, although the test is rolled
            back in the end.
        async_client: An `AsyncAPIClient`, new for each test.
        client: Django REST framework's synchronous `APIClient`.

    Since:
        0.1.0. `rest_framework.test.APITestCase` with an asynchronous client.
    """

    run_commit_hooks: ClassVar[bool] = False


class AsyncAPITransactionTestCase(_APIClients, DatabaseHelpers, TransactionTestCase):
    """A test case whose transactions are real: commits happen, and so do their hooks.

    The database is flushed after each test, which takes much longer than the rollback
    of `AsyncAPITestCase`.

    Attributes:
        async_client: An `AsyncAPIClient`, new for each test.
        client: Django REST framework's synchronous `APIClient`.

    Since:
        0.1.0. `rest_framework.test.APITransactionTestCase` with an asynchronous client.
    """


class URLPatternsTestCase(drf.URLPatternsTestCase):
    """A mixin for test cases that bring URL patterns of their own.

    Put it before the test case class. The patterns replace the project's while the
    class runs.

    Attributes:
        urlpatterns: The patterns, as a URLconf has them.

    Raises:
        TypeError: The class has no `urlpatterns`.

    Since:
        0.1.0. Comes from `rest_framework.test.URLPatternsTestCase`.
    """

    urlpatterns: ClassVar[Sequence[URLPattern | URLResolver]]

    @classmethod
    def setUpClass(cls) -> None:
        """Put the patterns in place; they are taken away after the class has run."""
        if not hasattr(cls, "urlpatterns"):
            raise TypeError(
                f"{cls.__qualname__} is a URLPatternsTestCase without `urlpatterns`. "
                "Give it the list of patterns that its tests need."
            )
        super().setUpClass()
