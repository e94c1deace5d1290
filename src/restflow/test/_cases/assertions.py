"""Assertions of Django's that fetch, read a stream or query, for coroutine tests.

Whoever fetches or queries has to wait, so that there these are awaited. One that
nobody awaits fails its test, as a request does.

They are annotated with `Any`, as Django's stubs say `None`.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.request import split_domain_port, validate_host
from django.test import AsyncClient, SimpleTestCase, TransactionTestCase

from restflow.test._client.forgotten import in_event_loop
from restflow.test._client.pending import Pending
from restflow.test._database.django import is_evaluated


class _Done(Awaitable[None]):
    """What an assertion returns that has nothing to wait for."""

    def __await__(self) -> Generator[Any, Any, None]:
        yield from ()


DONE = _Done()


class AsyncAssertions(SimpleTestCase):
    """Assertions about responses, in both kinds of test."""

    def assertRedirects(  # noqa: N802
        self,
        response: Any,
        expected_url: str,
        status_code: int = 302,
        target_status_code: int = 200,
        msg_prefix: str = "",
        fetch_redirect_response: bool = True,
    ) -> Any:
        """Fail unless a response redirects to a URL that can be fetched.

        In a coroutine test, `await` it. You need not if nothing is fetched, as with a
        response of a request with `follow=True`.

        Args:
            response: The response.
            expected_url: Where it has to lead.
            status_code: The status that it has to have.
            target_status_code: The status that the URL has to answer with.
            msg_prefix: What an error begins with.
            fetch_redirect_response: Fetch the URL.

        Returns:
            What to await.

        Since:
            0.1.0. Django's `assertRedirects` fetches with the synchronous client's
            `get`.
        """
        __tracebackhide__ = True
        is_followed = hasattr(response, "redirect_chain")
        later = (
            fetch_redirect_response
            and not is_followed
            and in_event_loop()
            and isinstance(getattr(response, "client", None), AsyncClient)
        )
        super().assertRedirects(
            response,
            expected_url,
            status_code,
            target_status_code,
            msg_prefix,
            fetch_redirect_response and not later,
        )
        if not later:
            return DONE
        return self._later(self._fetch(response, target_status_code, msg_prefix))

    async def _fetch(self, response: Any, status_code: int, msg_prefix: str) -> None:
        __tracebackhide__ = True
        url = str(response.asgi_request.build_absolute_uri(response.url))
        host = urlsplit(url).netloc
        domain, _ = split_domain_port(host)
        if not validate_host(domain, settings.ALLOWED_HOSTS):
            raise ValueError(
                f"The client fetches no page of {host}: it isn't in ALLOWED_HOSTS. "
                "Write `fetch_redirect_response=False`."
            )
        fetched = await response.client.get(url)
        prefix = f"{msg_prefix}: " if msg_prefix else ""
        self.assertEqual(
            fetched.status_code,
            status_code,
            f"{prefix}Couldn't retrieve redirection page {response.url!r}: response "
            f"code was {fetched.status_code} (expected {status_code})",
        )

    def assertContains(  # noqa: N802
        self,
        response: Any,
        text: Any,
        count: int | None = None,
        status_code: int = 200,
        msg_prefix: str = "",
        html: bool = False,
    ) -> Any:
        """Fail unless a response has a status and a text.

        In a coroutine test `await` it if the response is a stream, which is then read.

        Args:
            response: The response.
            text: The text.
            count: How often it has to be there; at least once, unless given.
            status_code: The status that the response has to have.
            msg_prefix: What an error begins with.
            html: Compare as HTML.

        Returns:
            What to await.

        Since:
            0.1.0. Django's `assertContains` can't read an asynchronous stream.
        """
        __tracebackhide__ = True
        options = text, count, status_code, msg_prefix, html
        return self._about_content(super().assertContains, response, *options)

    def assertNotContains(  # noqa: N802
        self,
        response: Any,
        text: Any,
        status_code: int = 200,
        msg_prefix: str = "",
        html: bool = False,
    ) -> Any:
        """Fail unless a response has a status, and does not have a text.

        In a coroutine test `await` it if the response is a stream, which is then read.

        Args:
            response: The response.
            text: The text.
            status_code: The status that the response has to have.
            msg_prefix: What an error begins with.
            html: Compare as HTML.

        Returns:
            What to await.

        Since:
            0.1.0. Django's `assertNotContains` can't read an asynchronous stream.
        """
        __tracebackhide__ = True
        options = text, status_code, msg_prefix, html
        return self._about_content(super().assertNotContains, response, *options)

    def _about_content(
        self, check: Callable[..., None], response: Any, *options: Any
    ) -> Awaitable[None]:
        __tracebackhide__ = True
        if not (getattr(response, "streaming", False) and in_event_loop()):
            check(response, *options)
            return DONE

        async def read_and_check() -> None:
            __tracebackhide__ = True
            content = b"".join([chunk async for chunk in response.streaming_content])
            whole = HttpResponse(content, status=response.status_code)
            check(whole, *options)

        return self._later(read_and_check())

    def _later(self, coroutine: Coroutine[Any, Any, None]) -> Awaitable[None]:
        """Return what a test has to await, and that names the line if it does not."""
        frame = sys._getframe()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        name = ""
        while frame.f_globals is globals() and frame.f_back is not None:
            name, frame = frame.f_code.co_name, frame.f_back
        call = f"{type(self).__name__}.{name}"
        return Pending(coroutine, call, frame.f_code, frame.f_lineno)


class AsyncQueryAssertions(AsyncAssertions, TransactionTestCase):
    """Assertions about querysets, in both kinds of test."""

    def assertQuerySetEqual(  # noqa: N802
        self,
        qs: Any,
        values: Any,
        transform: Callable[[Any], Any] | None = None,
        ordered: bool = True,
        msg: str | None = None,
    ) -> Any:
        """Fail unless a queryset gives certain values.

        In a coroutine test `await` it, unless what is compared has been evaluated.

        Args:
            qs: The queryset.
            values: What it has to give.
            transform: A function for each of its values.
            ordered: Compare the order as well.
            msg: What an error says.

        Returns:
            What to await.

        Since:
            0.1.0. Django's `assertQuerySetEqual` makes a query, which asynchronous code
            must not wait for.
        """
        __tracebackhide__ = True
        check = super().assertQuerySetEqual
        queries = any(
            isinstance(one, QuerySet) and not is_evaluated(one) for one in (qs, values)
        )
        if not (queries and in_event_loop()):
            check(qs, values, transform, ordered, msg)
            return DONE
        return self._later(sync_to_async(check)(qs, values, transform, ordered, msg))
