"""What caching takes from inside Django: each test fails when Django changes it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.db import connection, transaction
from django.db.models import signals
from django.utils.functional import SimpleLazyObject

from products.models import Category, Product, Review
from restflow.caching import _django as private


@contextmanager
def statements() -> Iterator[list[tuple[str, frozenset[type]]]]:
    """Note statements that write, with what announces them."""
    found: list[tuple[str, frozenset[type]]] = []

    # In a module that counts as the library's own.
    names: dict[str, Any] = {"__name__": "restflow.asking", "found": found}
    exec(ASKING, names)  # noqa: S102  (our own source)
    names["announced_by"] = private.announced_by
    with connection.execute_wrapper(names["note"]):
        yield found


ASKING = """
def note(execute, sql, params, many, context):
    if sql.startswith(("INSERT", "UPDATE", "DELETE")):
        found.append((sql.partition(" ")[0], ask(sql)))
    return execute(sql, params, many, context)

def ask(sql):
    return announced_by(sql)
"""


@pytest.mark.django_db
def test_a_save_announces_its_statements() -> None:
    with statements() as found:
        one = Category.objects.create(name="one", slug="one")
        one.save()
        Category(pk=one.pk, name="two", slug="two").save(force_update=True)
    assert found == [
        ("INSERT", frozenset({Category})),
        ("UPDATE", frozenset({Category})),
        ("UPDATE", frozenset({Category})),
    ]


@pytest.mark.django_db
def test_writes_without_signals_are_announced_by_nobody() -> None:
    with statements() as found:
        Category.objects.bulk_create([Category(name="one", slug="one")])
        Category.objects.update(name="two")
        Category.objects.bulk_update(Category.objects.all(), ["name"])
        Category.objects.all()._raw_delete(using="default")
    assert [name for name, _ in found] == ["INSERT", "UPDATE", "UPDATE", "DELETE"]
    assert {announced for _, announced in found} == {frozenset()}


@pytest.mark.django_db
def test_a_delete_that_looks_at_rows_announces_them() -> None:
    def listener(**_kwargs: object) -> None: ...

    product = Product.objects.create(name="Mug", price=1)
    Review.objects.create(product=product, stars=5)
    signals.post_delete.connect(listener)
    try:
        with statements() as found:
            product.delete()
    finally:
        signals.post_delete.disconnect(listener)
    assert [name for name, _ in found] == ["DELETE", "DELETE"]
    assert all({Product, Review} <= announced for _, announced in found)


@pytest.mark.django_db
def test_a_save_inside_of_anothers_receiver_is_its_own() -> None:
    def listener(**_kwargs: object) -> None:
        Category.objects.update(name="other")

    signals.post_save.connect(listener, sender=Product)
    try:
        with statements() as found:
            Product.objects.create(name="Mug", price=1)
    finally:
        signals.post_save.disconnect(listener, sender=Product)
    assert found == [("INSERT", frozenset({Product})), ("UPDATE", frozenset())]


@pytest.mark.django_db(transaction=True)
def test_blocks_hooks_and_savepoints_are_where_they_are_expected() -> None:
    assert private.blocks(connection) == []
    assert private.savepoints(connection) == set()

    def hook() -> None: ...

    with transaction.atomic():
        assert len(private.blocks(connection)) == 1
        with transaction.atomic():
            assert len(private.blocks(connection)) == 2
            savepoints = private.savepoints(connection)
            assert len(savepoints) == 1
            transaction.on_commit(hook, robust=True)
            assert private.hooks(connection)[-1] == (savepoints, hook, True)
        assert not private.is_the_tests(connection)
    assert private.hooks(connection) == []


@pytest.mark.django_db(transaction=True)
def test_hooks_may_be_put_in_front() -> None:
    ran: list[str] = []
    with transaction.atomic():
        transaction.on_commit(lambda: ran.append("first"))
        transaction.on_commit(lambda: ran.append("second"))
        hooks = private.hooks(connection)
        hooks.insert(0, hooks.pop())
    assert ran == ["second", "first"]


@pytest.mark.django_db(transaction=True)
def test_a_rollback_drops_hooks() -> None:
    with transaction.atomic():
        with suppress(LookupError), transaction.atomic():
            transaction.on_commit(lambda: None)
            raise LookupError
        assert private.hooks(connection) == []


@pytest.mark.django_db
def test_the_block_of_a_test_case_is_known() -> None:
    assert private.is_the_tests(connection)


def test_a_receiver_is_put_before_those_that_are_there() -> None:
    ran: list[str] = []
    signal: Any = signals.ModelSignal()

    def early(**_kwargs: object) -> None:
        ran.append("early")

    def late(**_kwargs: object) -> None:
        ran.append("late")

    signal.connect(early, sender=Product)
    signal.send(sender=Product)
    private.connect_first(signal, late, Product)
    signal.send(sender=Product)
    assert ran == ["early", "late", "early"]


@pytest.mark.django_db
def test_a_transaction_that_is_only_the_tests_is_told_from_others() -> None:
    assert private.is_only_the_tests(connection)
    with transaction.atomic():
        assert not private.is_only_the_tests(connection)


def test_a_lazy_object_says_whether_it_was_made() -> None:
    lazy: Any = SimpleLazyObject(lambda: "text")
    assert not private.is_made(lazy)
    assert len(lazy) == 4
    assert private.is_made(lazy)


@pytest.mark.django_db
def test_a_cache_in_a_table_says_whether_it_took_a_value() -> None:
    cache = DatabaseCache("caching_private", {})
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE caching_private (value text, expires datetime, "
            "cache_key text PRIMARY KEY CHECK (cache_key <> 'refused'))"
        )
        assert private.set_in_table(cache, "key", 1, 60)
        assert not private.set_in_table(cache, "refused", 1, 60)
        cursor.execute("SELECT cache_key FROM caching_private")
        assert cursor.fetchall() == [("key",)]
        cursor.execute("DROP TABLE caching_private")


def test_a_cache_in_files_says_where_they_are(tmp_path: Path) -> None:
    cache = FileBasedCache(str(tmp_path), {})
    assert private.directory_of(cache) == tmp_path
    cache.set("key", 1)
    assert list(tmp_path.iterdir())
