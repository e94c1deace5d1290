"""The test case classes, and the clients that each test gets."""

# They have the clients of Django REST framework in place of Django's own.
# pyright: reportIncompatibleVariableOverride=false

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar
from unittest import TestResult

from django.test import AsyncClient, SimpleTestCase, TestCase, TransactionTestCase
from rest_framework import test as drf
from rest_framework.test import APIClient

from restflow.test._cases.assertions import AsyncAssertions, AsyncQueryAssertions
from restflow.test._cases.coroutines import AsyncTests
from restflow.test._cases.counting import DatabaseHelpers
from restflow.test._client.client import AsyncAPIClient
from restflow.test._client.pending import (
    complaint,
    refuse_forgotten,
    unawaited_requests,
)
from restflow.test._client.sync_client import SyncAPIClient

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver


class _APIClients(AsyncAssertions, AsyncTests):
    """Gives each test an asynchronous client, and a synchronous one on demand.

    Attributes:
        client_class: What makes `client`.
        async_client_class: What makes `async_client`.
    """

    # Whatever a subclass sets: a client's class, or a function that makes one. Each
    # public class says so again, as mypy takes the type from the nearest base.
    client_class: Any = AsyncAPIClient
    async_client_class: Any = AsyncAPIClient
    client: AsyncAPIClient  # type: ignore[assignment]
    async_client: AsyncAPIClient

    @cached_property
    def sync_client(self) -> APIClient:
        """Django REST framework's client, made when a test first asks for it."""
        # A subclass may have made it another one.
        is_first = isinstance(getattr(self, "client", None), AsyncClient)
        return SyncAPIClient("self.client" if is_first else "self.async_client")

    @classmethod
    def setUpClass(cls) -> None:
        with unawaited_requests() as forgotten:
            super().setUpClass()
        if forgotten:
            # unittest tears nothing down after an error in here.
            super().tearDownClass()
            raise complaint(forgotten)

    @classmethod
    def _pre_setup(cls) -> None:
        prepare: Any = super()
        prepare._pre_setup()  # noqa: SLF001  (what Django calls)
        made: tuple[Any, Any] = (cls.client, cls.async_client)
        if all(isinstance(client, AsyncAPIClient) for client in made):
            cls._join_clients()

    @classmethod
    def _join_clients(cls) -> None:
        """Have both names mean one client, the one that a subclass has asked for."""
        if cls.client_class in (AsyncAPIClient, cls.async_client_class):
            cls.client = cls.async_client
        elif cls.async_client_class is AsyncAPIClient:
            cls.async_client = cls.client

    def run(self, result: TestResult | None = None) -> TestResult | None:
        # The same test may run again.
        vars(self).pop("sync_client", None)
        # A cleanup, so that a request that nobody awaited fails its own test.
        self.enterContext(refuse_forgotten())
        try:
            return super().run(result)
        finally:
            self.doCleanups()


class AsyncAPISimpleTestCase(_APIClients, SimpleTestCase):
    """A test case for APIs that use no database: a query in it is an error.

    Attributes:
        client: An `AsyncAPIClient`, new for each test.
        async_client: The same client.
        sync_client: Django REST framework's `APIClient`, for synchronous tests.
        client_class: The class of `client`.
        async_client_class: The class of `async_client`.

    Since:
        0.1.0. `rest_framework.test.APISimpleTestCase` with an asynchronous client.
    """

    client_class: Any
    async_client_class: Any


class AsyncAPITestCase(_APIClients, AsyncQueryAssertions, DatabaseHelpers, TestCase):
    """A test case in which each test is rolled back.

    Tests may be coroutine functions. All tasks and threads of such a test see the same
    rows.

    Attributes:
        run_commit_hooks: Run commit hooks when the outermost atomic block of the
            application ends, as they run in production, although the test is rolled
            back in the end.
        isolate_cache: Give caches of its own to each coroutine test, and to each test
            with `run_commit_hooks` or an asynchronous set-up or tear-down.
        client: An `AsyncAPIClient`, new for each test.
        async_client: The same client.
        sync_client: Django REST framework's `APIClient`, for synchronous tests.
        client_class: The class of `client`.
        async_client_class: The class of `async_client`.

    Since:
        0.1.0. `rest_framework.test.APITestCase` with an asynchronous client.
    """

    client_class: Any
    async_client_class: Any

    run_commit_hooks: ClassVar[bool] = False


class AsyncAPITransactionTestCase(
    _APIClients, AsyncQueryAssertions, DatabaseHelpers, TransactionTestCase
):
    """A test case with real transactions: they commit, and commit hooks run.

    The database is flushed after each test, which takes much longer than the rollback
    of `AsyncAPITestCase`.

    Attributes:
        client: An `AsyncAPIClient`, new for each test.
        async_client: The same client.
        sync_client: Django REST framework's `APIClient`, for synchronous tests.
        client_class: The class of `client`.
        async_client_class: The class of `async_client`.

    Since:
        0.1.0. `rest_framework.test.APITransactionTestCase` with an asynchronous client.
    """

    client_class: Any
    async_client_class: Any


class URLPatternsTestCase(drf.URLPatternsTestCase):
    """A mixin for test cases with URL patterns of their own.

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
