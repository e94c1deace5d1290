"""A synchronous query in a coroutine is told its line, and what to write."""

from __future__ import annotations

import asyncio
import inspect
import re
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, User
from django.core.exceptions import SynchronousOnlyOperation
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import Context, Template
from django.urls import path
from rest_framework.authtoken.models import Token

from products.models import Category, Product
from restflow.test import AsyncAPITestCase
from restflow.test._cases.hints import explain
from restflow.test._cases.sync_queries import PAGE
from tools.paths import DOCS

pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


async def counting(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
    return HttpResponse(str(User.objects.count()))


async def greeting(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.user.get_username())


urlpatterns = [path("counting/", counting), path("greeting/", greeting)]


FILE = "tests/cases/test_sync_queries.py"
IN_A_THREAD = (
    "Put what needs the database into a function, and write "
    "`await sync_to_async(function)()`."
)


def make_group() -> Group:
    return Group.objects.create(name="staff")


class Mistaken(AsyncAPITestCase):
    """Mistakes, one in the first line of each method, which are run by the tests."""

    __test__ = False

    group: Group
    product: Any

    async def asyncSetUp(self) -> None:
        self.group = await Group.objects.acreate(name="of the test")
        mugs = await Category.objects.acreate(name="Mugs", slug="mugs")
        await Product.objects.acreate(name="Mug", price=1, category=mugs)
        self.product = await Product.objects.aget()

    # --- Managers, querysets and rows ---

    async def creates(self) -> None:
        Group.objects.create(name="staff")

    async def gets(self) -> None:
        Group.objects.get(name="staff")

    async def counts(self) -> None:
        assert Group.objects.filter(name="staff").count() == 1

    async def updates(self) -> None:
        Group.objects.filter(name="staff").exclude(pk=1).update(name="x")

    async def counts_two(self) -> None:
        max(Group.objects.count(), User.objects.count())

    async def looks_for_the_first(self) -> None:
        (
            Group.objects
            .order_by("name")
            .first()  # here
        )  # fmt: skip

    async def makes_a_user(self) -> None:
        User.objects.create_user("ada")

    async def saves(self) -> None:
        self.group.save()

    async def refreshes(self) -> None:
        self.group.refresh_from_db()

    async def deletes(self) -> None:
        self.group.delete()

    async def adds(self) -> None:
        self.group.user_set.add(1)

    async def makes_a_related_row(self) -> None:
        self.group.user_set.create(username="ada")

    async def asks_for_a_permission(self) -> None:
        User(pk=1).has_perm("auth.add_user")

    # --- What reads a queryset ---

    async def loops(self) -> None:
        for group in Group.objects.all():
            str(group)

    async def loops_over_a_variable(self) -> None:
        for group in (groups := Group.objects.all()):
            str(groups or group)

    async def loops_over_a_list(self) -> None:
        for group in list(Group.objects.filter(name="staff")):
            str(group)

    async def loops_in_chunks(self) -> None:
        for group in Group.objects.iterator(chunk_size=5):
            str(group)

    async def lists(self) -> None:
        assert list(Group.objects.values_list("name", flat=True)) == []

    async def sorts(self) -> None:
        sorted(Group.objects.all(), key=str)

    async def comprehends(self) -> None:
        [str(group) for group in Group.objects.all()]

    async def sums(self) -> None:
        sum(group.pk for group in Group.objects.all())

    async def measures(self) -> None:
        self.assertEqual(len(Group.objects.all()), 1)

    async def asks_for_the_truth(self) -> None:
        if Group.objects.filter(name="staff"):
            raise AssertionError

    async def asks_for_the_opposite(self) -> None:
        if not Group.objects.all():
            raise AssertionError

    async def takes_the_first(self) -> None:
        Group.objects.all()[0]

    async def takes_the_third(self) -> None:
        Group.objects.order_by("name")[2]

    async def looks_for_a_row(self) -> None:
        self.assertTrue(self.group in Group.objects.all())

    async def prints(self) -> None:
        repr(Group.objects.all())

    # --- Attributes ---

    async def follows_a_relation(self) -> None:
        str(self.product.category)

    async def follows_many_relations(self) -> None:
        [product.category for product in [self.product]]

    async def reads_what_was_deferred(self) -> None:
        product: Any = await Product.objects.only("pk").afirst()
        str(product.name)  # here

    # --- Functions ---

    async def follows_a_relation_to_one(self) -> None:
        str(Token(user_id=1).user)

    async def looks_for_an_object(self) -> None:
        get_object_or_404(Group, name="staff")

    async def authenticates(self) -> None:
        authenticate(username="ada", password="secret")

    async def calls_a_helper(self) -> None:
        make_group()

    async def renders(self) -> None:
        Template("{{ groups }}").render(Context({"groups": Group.objects.all()}))

    async def opens_a_block(self) -> None:
        with transaction.atomic():
            pass

    async def executes_sql(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    async def reads_raw_rows(self) -> None:
        list(Group.objects.raw("SELECT * FROM auth_group"))

    # --- Elsewhere than in the test's own coroutine ---

    async def calls_a_view_that_counts(self) -> None:
        await self.client.get("/counting/")

    async def calls_a_view_that_asks_who_it_is(self) -> None:
        await self.client.aforce_login(await User.objects.acreate(username="ada"))
        await self.client.get("/greeting/")

    async def counts_in_a_task(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.counts())

    async def runs_a_loop_in_a_thread(self) -> None:
        await sync_to_async(self.in_a_loop_of_its_own)()

    def in_a_loop_of_its_own(self) -> None:
        asyncio.run(self.counts())

    async def raises_it_itself(self) -> None:
        raise SynchronousOnlyOperation


def notes_of(mistake: str) -> list[str]:
    with pytest.raises((SynchronousOnlyOperation, BaseExceptionGroup)) as caught:
        Mistaken(mistake).debug()
    error = caught.value
    if isinstance(error, BaseExceptionGroup):
        (error,) = error.exceptions
    return getattr(error, "__notes__", [])


REMEDIES = {
    "creates": "Write `await Group.objects.acreate(…)`.",
    "gets": "Write `await Group.objects.aget(…)`.",
    "counts": "Write `await Group.objects.filter(…).acount()`.",
    "updates": "Write `await Group.objects.filter(…).exclude(…).aupdate(…)`.",
    "counts_two": "Write `await Group.objects.acount()`.",
    "looks_for_the_first": "Write `await Group.objects.order_by(…).afirst()`.",
    "makes_a_user": "Write `await User.objects.acreate_user(…)`.",
    "saves": "Write `await self.group.asave()`.",
    "refreshes": "Write `await self.group.arefresh_from_db()`.",
    "deletes": "Write `await self.group.adelete()`.",
    "adds": "Write `await self.group.user_set.aadd(…)`.",
    "makes_a_related_row": "Write `await self.group.user_set.acreate(…)`.",
    "loops": "Write `async for group in Group.objects.all()`.",
    "loops_over_a_variable": (
        "Write `async for group in (groups := Group.objects.all())`."
    ),
    "loops_over_a_list": "Write `[row async for row in Group.objects.filter(…)]`.",
    "loops_in_chunks": "Write `async for group in Group.objects.aiterator()`.",
    "lists": "Write `[row async for row in Group.objects.values_list(…)]`.",
    "sorts": "Write `[row async for row in Group.objects.all()]`.",
    "comprehends": "Write `[… async for group in Group.objects.all()]`.",
    "sums": "Write `[… async for group in Group.objects.all()]`.",
    "measures": "Write `await Group.objects.all().acount()`.",
    "asks_for_the_truth": "Write `await Group.objects.filter(…).aexists()`.",
    "asks_for_the_opposite": "Write `await Group.objects.all().aexists()`.",
    "takes_the_first": "Write `await Group.objects.all().afirst()`.",
    "takes_the_third": (
        "Write `[row async for row in Group.objects.order_by(…)[2:3]]`."
    ),
    "looks_for_a_row": "Write `await Group.objects.all().acontains(self.group)`.",
    "prints": "Write `[row async for row in Group.objects.all()]`.",
    "follows_a_relation": (
        'Fetch it with its row: `select_related("category")`. Or write '
        '`await sync_to_async(getattr)(self.product, "category")`.'
    ),
    "follows_many_relations": (
        'Fetch it with its row: `select_related("category")`. Or write '
        '`await sync_to_async(getattr)(product, "category")`.'
    ),
    "follows_a_relation_to_one": (
        'Fetch it with its row: `select_related("user")`. Or write '
        '`await sync_to_async(getattr)(Token(…), "user")`.'
    ),
    "reads_what_was_deferred": (
        'Write `await product.arefresh_from_db(fields=["name"])`.'
    ),
    "looks_for_an_object": "Write `await aget_object_or_404(…)`.",
    "authenticates": "Write `await aauthenticate(…)`.",
    "calls_a_helper": "Write `await sync_to_async(make_group)()`.",
    "renders": "Write `await sync_to_async(Template(…).render)(…)`.",
    "opens_a_block": IN_A_THREAD,
    "executes_sql": IN_A_THREAD,
    "reads_raw_rows": "Write `await sync_to_async(list)(…)`.",
}


def line_in(mistake: str) -> int:
    """Return the line of a mistake: its own, or the one that is marked."""
    source, start = inspect.getsourcelines(getattr(Mistaken, mistake))
    marked = [n for n, line in enumerate(source) if "# here" in line]
    return start + (marked[0] if marked else 1)


@pytest.mark.parametrize(("mistake", "remedy"), REMEDIES.items())
def test_a_synchronous_query_is_told_its_line_and_what_to_write(
    mistake: str, remedy: str
) -> None:
    (note,) = notes_of(mistake)
    where, written, page = note.splitlines()
    told = "A coroutine queries the database synchronously, in "
    assert where.startswith(f"{told}{FILE}:{line_in(mistake)}")
    assert (written, page) == (remedy, PAGE)


def test_what_only_newer_versions_have_is_named_where_it_is() -> None:
    (note,) = notes_of("asks_for_a_permission")
    instead = "await User(…).ahas_perm(…)"
    if not hasattr(User, "ahas_perm"):
        instead = "await sync_to_async(User(…).has_perm)(…)"
    assert f"Write `{instead}`." in note


def test_the_function_that_queries_is_named_besides() -> None:
    (note,) = notes_of("calls_a_helper")
    line = inspect.getsourcelines(make_group)[1] + 1
    assert (
        f":{line_in('calls_a_helper')}, through `make_group` in {FILE}:{line}." in note
    )


@pytest.mark.parametrize(
    ("mistake", "view", "remedy"),
    [
        ("calls_a_view_that_counts", counting, "await User.objects.acount()"),
        ("calls_a_view_that_asks_who_it_is", greeting, "await request.auser()"),
    ],
)
def test_it_may_be_a_view_that_queries(mistake: str, view: Any, remedy: str) -> None:
    (note,) = notes_of(mistake)
    assert f"in {FILE}:{inspect.getsourcelines(view)[1] + 1}." in note
    assert f"Write `{remedy}`." in note


@pytest.mark.parametrize("mistake", ["counts_in_a_task", "runs_a_loop_in_a_thread"])
def test_it_is_told_in_tasks_and_in_other_threads(mistake: str) -> None:
    (note,) = notes_of(mistake)
    assert f"in {FILE}:{line_in('counts')}." in note
    assert REMEDIES["counts"] in note


def test_nothing_is_said_of_what_others_raise() -> None:
    assert notes_of("raises_it_itself") == []


def test_nothing_is_said_where_no_coroutine_has_queried() -> None:
    errors: list[SynchronousOnlyOperation] = []

    def query() -> None:
        try:
            make_group()
        except SynchronousOnlyOperation as error:
            errors.append(error)

    async def let_it_run() -> None:
        asyncio.get_running_loop().call_soon(query)
        await asyncio.sleep(0)

    asyncio.run(let_it_run())
    (error,) = errors
    explain(error)
    assert not hasattr(error, "__notes__")


def test_the_page_has_the_heading_that_a_note_leads_to() -> None:
    page, _, anchor = PAGE.rpartition("#")
    assert page.endswith("/pitfalls/running/")
    text = (DOCS / "pitfalls" / "running.md").read_text()
    assert anchor in re.findall(r"^### .* \{#([\w-]+)\}$", text, re.MULTILINE)
