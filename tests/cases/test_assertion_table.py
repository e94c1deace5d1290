"""Which of Django's assertions work in a coroutine test, and which are awaited.

The table on the site is made here: `RESTFLOW_WRITE=1` renews it.
"""

from __future__ import annotations

import os
import unittest
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django import forms
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.contrib.messages.test import MessagesTestMixin
from django.template import engines
from django.test import SimpleTestCase, TestCase, TransactionTestCase
from pytest_django import asserts

from restflow.test import AsyncAPIClient, AsyncAPITestCase
from restflow.test._cases.hints import explain
from restflow.test._client.pending import Pending

THIS = "tests/cases/test_assertion_table.py"
TABLE = Path(__file__).with_name("assertions.md")
USUAL = "as in a plain test"
AWAITED = "`await` it"
# What the awaited ones wait for.
WHEN = {
    "assertRedirects": "unless redirects were followed, or nothing is fetched",
    "assertContains": "if the response is a stream",
    "assertNotContains": "if the response is a stream",
    "assertQuerySetEqual": "unless the queryset was evaluated",
}
MESSAGES = "`await sync_to_async(list)(get_messages(response.asgi_request))`"
CHUNKS = "`[chunk async for chunk in response.streaming_content]`"
# What a function has to write, where Django's assertion can't wait.
INSTEAD = {
    "assertContains": f"of a stream: {CHUNKS}, and look into that",
    "assertMessages": f"{MESSAGES}, and compare that",
    "assertNotContains": f"of a stream: {CHUNKS}, and look into that",
    "assertQuerySetEqual": (
        "`await sync_to_async(assertQuerySetEqual)(…)`, unless the queryset was "
        "evaluated"
    ),
    "assertRedirects": (
        "`fetch_redirect_response=False`, or `follow=True` in the request"
    ),
}
KINDS = (SimpleTestCase, TransactionTestCase, TestCase, MessagesTestMixin)
NAMES = sorted(
    name
    for name in dir(asserts)
    if name.startswith("assert") and any(name in vars(kind) for kind in KINDS)
)


class NameForm(forms.Form):
    name = forms.CharField()


def fail() -> None:
    raise ValueError("no")


def warn() -> None:
    warnings.warn("no", stacklevel=1)


Names: Any = forms.formset_factory(NameForm, min_num=1, validate_min=True)
EMPTY = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"}
URLS = "tests.cases.test_assertions"
Uses = dict[str, Callable[[Any], Any]]
# What needs no response: a call that holds, with the test case.
PLAIN: Uses = {
    "assertFieldOutput": lambda case: case.assertFieldOutput(
        forms.CharField, {"a": "a"}, {}
    ),
    "assertFormError": lambda case: case.assertFormError(
        NameForm({}), "name", "This field is required."
    ),
    "assertFormSetError": lambda case: case.assertFormSetError(
        Names(EMPTY), 0, "name", "This field is required."
    ),
    "assertHTMLEqual": lambda case: case.assertHTMLEqual("<a b c>", "<a c b>"),
    "assertHTMLNotEqual": lambda case: case.assertHTMLNotEqual("<a>", "<b>"),
    "assertInHTML": lambda case: case.assertInHTML("<b>1</b>", "<a><b>1</b></a>"),
    "assertJSONEqual": lambda case: case.assertJSONEqual("[1]", [1]),
    "assertJSONNotEqual": lambda case: case.assertJSONNotEqual("[1]", [2]),
    "assertNotInHTML": lambda case: case.assertNotInHTML("<i>1</i>", "<a></a>"),
    "assertRaisesMessage": lambda case: case.assertRaisesMessage(
        ValueError, "no", fail
    ),
    "assertURLEqual": lambda case: case.assertURLEqual("/?a=1&b=2", "/?b=2&a=1"),
    "assertWarnsMessage": lambda case: case.assertWarnsMessage(UserWarning, "no", warn),
    "assertXMLEqual": lambda case: case.assertXMLEqual("<a b='1'/>", '<a b="1"/>'),
    "assertXMLNotEqual": lambda case: case.assertXMLNotEqual("<a/>", "<b/>"),
}


async def use(name: str, case: Any, client: AsyncAPIClient) -> Any:
    """Use an assertion of a test case, or of pytest-django's module, in a coroutine."""
    if name in PLAIN:
        return PLAIN[name](case)
    if name in FETCHED:
        url, expected = FETCHED[name]
        return getattr(case, name)(await client.get(url), expected)
    if name == "assertQuerySetEqual":
        return case.assertQuerySetEqual(Group.objects.all(), [])
    if name == "assertNumQueries":
        with case.assertNumQueries(1):
            await Group.objects.acount()
        return None
    template: Any = engines["django"].from_string("text")
    template.template.name = "used.html"
    expected = "used.html" if name == "assertTemplateUsed" else "other.html"
    with getattr(case, name)(expected):
        template.render({})
    return None


FETCHED: dict[str, tuple[str, Any]] = {
    "assertContains": ("/astream/", "one"),
    "assertMessages": ("/new/", []),
    "assertNotContains": ("/astream/", "six"),
    "assertRedirects": ("/old/", "/new/?page=2"),
}


class Using(MessagesTestMixin, AsyncAPITestCase):
    """Not run as it stands: uses the assertion that is its test's name."""

    __test__ = False


def run_with(name: str) -> str:
    """Use an assertion in a coroutine test, and tell how."""
    found: list[str] = []

    class One(Using):
        async def test_it(self) -> None:
            with self.settings(ROOT_URLCONF=URLS):
                try:
                    result = await use(name, self, self.client)
                except AttributeError as error:
                    found.append(told_of(error))
                    return
                found.append(AWAITED if isinstance(result, Pending) else USUAL)
                if isinstance(result, Pending):
                    await result

    outcome = unittest.TestResult()
    unittest.TestSuite([One("test_it")]).run(outcome)
    for _, told in [*outcome.errors, *outcome.failures]:
        return told.strip().splitlines()[-1]
    return found[0]


def told_of(error: Exception) -> str:
    """Return what somebody is told to whom this happens."""
    explain(error)
    return "\n".join([str(error), *getattr(error, "__notes__", [])])


def check(column: int, outcomes: dict[str, str]) -> None:
    """Compare a column of the table, or write it."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]
    if os.environ.get("RESTFLOW_WRITE"):
        known = {row[0]: row for row in rows[2:]}
        rows[2:] = [known.get(f"`{n}`", [f"`{n}`", "?", "?"]) for n in outcomes]
        for row, outcome in zip(rows[2:], outcomes.values(), strict=True):
            row[column] = outcome
        text = "".join(f"| {' | '.join(row)} |\n" for row in rows)
        TABLE.write_text(text, encoding="utf-8")
    assert {row[0].strip("`"): row[column] for row in rows[2:]} == outcomes


@pytest.mark.django_db
def test_each_works_in_a_coroutine_test_and_is_in_the_table() -> None:
    outcomes = {name: run_with(name) for name in NAMES}
    assert MESSAGES in outcomes["assertMessages"]
    outcomes["assertMessages"] = INSTEAD["assertMessages"]
    assert {*outcomes.values()} == {USUAL, AWAITED, INSTEAD["assertMessages"]}, outcomes
    assert {name for name, how in outcomes.items() if how == AWAITED} == {*WHEN}
    check(
        1,
        {n: ", ".join(filter(None, [o, WHEN.get(n)])) for n, o in outcomes.items()},
    )


@pytest.mark.django_db
@pytest.mark.urls(URLS)
async def test_each_works_in_a_function_or_says_what_to_write(
    async_api_client: AsyncAPIClient,
) -> None:
    told: dict[str, tuple[str, int]] = {}
    for name in NAMES:
        try:
            await use(name, asserts, async_api_client)
        except Exception as error:  # noqa: BLE001  (whatever Django raises)
            told[name] = told_of(error), line_of_use(error)
    for name, (text, line) in told.items():
        # Here it is `use` that has called it, by another name.
        assert f"in {THIS}:{line}" in text
        for code in INSTEAD[name].split("`")[1::2]:
            assert code.replace("(assert", "(case.assert") in text
    outcomes = {name: INSTEAD[name] if name in told else USUAL for name in NAMES}
    assert {name for name, how in outcomes.items() if how != USUAL} == {*INSTEAD}
    check(2, outcomes)


def line_of_use(error: Exception) -> int:
    traceback = error.__traceback__
    while traceback and traceback.tb_frame.f_code is not use.__code__:
        traceback = traceback.tb_next
    assert traceback is not None
    return traceback.tb_lineno


async def read(client: AsyncAPIClient, url: str) -> bytes:
    response: Any = await client.get(url)
    return b"".join([chunk async for chunk in response.streaming_content])


async def contains(client: AsyncAPIClient) -> None:
    assert b"one" in await read(client, "/astream/")


async def not_contains(client: AsyncAPIClient) -> None:
    assert b"six" not in await read(client, "/astream/")


async def messages(client: AsyncAPIClient) -> None:
    response: Any = await client.get("/new/")
    read_all: Any = list
    assert await sync_to_async(read_all)(get_messages(response.asgi_request)) == []


async def queryset(_client: AsyncAPIClient) -> None:
    assertion: Any = asserts.assertQuerySetEqual
    await sync_to_async(assertion)(Group.objects.all(), [])


async def redirects(client: AsyncAPIClient) -> None:
    response = await client.get("/old/")
    asserts.assertRedirects(response, "/new/?page=2", fetch_redirect_response=False)
    response = await client.get("/old/", follow=True)
    asserts.assertRedirects(response, "/new/?page=2")


REMEDIES: dict[str, Callable[[AsyncAPIClient], Awaitable[None]]] = {
    "assertContains": contains,
    "assertMessages": messages,
    "assertNotContains": not_contains,
    "assertQuerySetEqual": queryset,
    "assertRedirects": redirects,
}


@pytest.mark.django_db
@pytest.mark.urls(URLS)
@pytest.mark.parametrize("name", INSTEAD)
async def test_what_it_says_works(name: str, async_api_client: AsyncAPIClient) -> None:
    await REMEDIES[name](async_api_client)


def test_no_assertion_is_left_out() -> None:
    others = {
        *("assertNumQueries", "assertQuerySetEqual"),
        *("assertTemplateUsed", "assertTemplateNotUsed"),
    }
    assert {*NAMES} == {*PLAIN, *FETCHED, *others}
