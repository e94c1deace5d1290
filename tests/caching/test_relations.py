"""Deletes of rows that have relations, with rules that tell rows apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import signals
from django.db.models.deletion import Collector
from django.test.utils import CaptureQueriesContext

from restflow.caching import InvalidationRule, cache_result
from restflow.caching.testing import assert_invalidates, assert_keeps

pytestmark = pytest.mark.django_db(transaction=True)


@cache_result(ttl=60, rules=[InvalidationRule(User, pk="pk")])
def groups_of(pk: int) -> list[str]:
    return list(Group.objects.filter(user=pk).values_list("name", flat=True))


@cache_result(ttl=60, rules=[InvalidationRule(Group, pk="pk")])
def users_of(pk: int) -> list[str]:
    return list(User.objects.filter(groups=pk).values_list("username", flat=True))


@contextmanager
def listener_to_all_deletes() -> Iterator[None]:
    """Have Django look at each row that it deletes."""

    def listener(**_kwargs: object) -> None: ...

    signals.pre_delete.connect(listener)
    try:
        yield
    finally:
        signals.pre_delete.disconnect(listener)


def a_member(name: str) -> tuple[User, Group]:
    """Make a user and a group that they are in."""
    user, group = User.objects.create(username=name), Group.objects.create(name=name)
    user.groups.add(group)
    # Somebody has to depend on the rows for it to matter.
    groups_of(user.pk)
    users_of(group.pk)
    return user, group


def test_a_deleted_row_with_a_relation_concerns_no_other_row_of_its_model() -> None:
    user, group = a_member("one")
    other, _ = a_member("two")
    with (
        assert_keeps(groups_of, other.pk),
        assert_invalidates(groups_of, user.pk),
        assert_invalidates(users_of, group.pk),
    ):
        user.delete()


def test_it_concerns_all_rows_of_the_other_model() -> None:
    _, group = a_member("one")
    user, _ = a_member("two")
    with assert_invalidates(groups_of, user.pk):
        group.delete()


def test_the_relation_may_be_deleted_row_by_row() -> None:
    user, group = a_member("one")
    other, _ = a_member("two")
    with (
        listener_to_all_deletes(),
        assert_keeps(groups_of, other.pk),
        assert_invalidates(users_of, group.pk),
    ):
        user.delete()


def test_rows_at_both_ends_of_a_relation_concern_all_others() -> None:
    user, group = a_member("one")
    other_user, other_group = a_member("two")
    user.groups.add(other_group)
    group.user_set.add(other_user)
    collector = Collector(using="default", origin=user)
    collector.collect([user])
    collector.collect([group])
    with (
        assert_invalidates(groups_of, other_user.pk),
        assert_invalidates(users_of, other_group.pk),
    ):
        collector.delete()


@pytest.mark.parametrize("how", ["instance", "queryset", "raw"])
def test_what_the_database_deletes_by_itself_counts(library: Any, how: str) -> None:
    if library.BY_THE_DATABASE is None:
        pytest.skip("DB_CASCADE is new in Django 6.1.")

    @cache_result(ttl=60, rules=[InvalidationRule(library.Page)])
    def pages() -> int:
        return int(library.Page.objects.count())

    shelf = library.Shelf.objects.create(slug="a")
    sign = library.Sign.objects.create(shelf=shelf, text="Sale")
    library.Page.objects.create(sign=sign)
    assert pages() == 1
    with CaptureQueriesContext(connection) as queries:
        if how == "instance":
            sign.delete()
        elif how == "queryset":
            library.Sign.objects.all().delete()
        else:
            connection.cursor().execute("DELETE FROM project_sign")
    assert not any("project_page" in query["sql"] for query in queries)
    assert pages() == 0
