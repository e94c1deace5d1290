"""Relations with a `through` model, and views of the database."""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync
from django.db import connection

from restflow.caching import InvalidationRule, RuleError, cache_result
from tests.caching.project.checking import (
    NotHereError,
    WrongError,
    a_book,
    a_shelf,
    case,
    changes,
)
from tests.caching.project.readers import (
    all_authors,
    all_books,
    authors_of,
    book,
    loads,
    on_shelf,
    roles_in,
    tally,
)
from tests.caching.project.untyped import Author, Book, Credit, Load, Tally, Title


def a_pair() -> tuple[Any, Any, tuple[Any, ...]]:
    """Return a book, an author who has not written it, and what shows the relation."""
    one, author = a_book(), Author.objects.create(name="an author")
    return one, author, ((authors_of, one.pk), (all_authors,), (roles_in, one.pk))


@case("With a `through` model: `add()`, `remove()`, `clear()`, `set()`")
def _() -> None:
    one, author, reads = a_pair()
    with changes(*reads):
        one.authors.add(author)
    with changes(*reads):
        one.authors.remove(author)
    with changes(*reads):
        one.authors.set([author])
    with changes(*reads):
        one.authors.clear()


@case("With a `through` model: the same from the other end")
def _() -> None:
    one, author, reads = a_pair()
    with changes(*reads):
        author.books.add(one)
    with changes(*reads):
        author.books.remove(one)
    with changes(*reads):
        author.books.set([one])
    with changes(*reads):
        author.books.clear()


@case("With a `through` model: `aadd()`, `aremove()`, `aset()`, `aclear()`")
def _() -> None:
    one, author, reads = a_pair()
    for end, other in ((one.authors, author), (author.books, one)):
        with changes(*reads):
            async_to_sync(end.aadd)(other)
        with changes(*reads):
            async_to_sync(end.aremove)(other)
        with changes(*reads):
            async_to_sync(end.aset)([other])
        with changes(*reads):
            async_to_sync(end.aclear)()


@case("With a `through` model: its own rows, one by one")
def _() -> None:
    one, author, reads = a_pair()
    with changes(*reads):
        credit = Credit.objects.create(book=one, author=author)
    with changes((authors_of, one.pk), (all_authors,)):
        credit.author = Author.objects.create(name="another")
        credit.save()
    with changes(*reads):
        credit.delete()


@case("With a `through` model: its own rows, many at once")
def _() -> None:
    one, author, reads = a_pair()
    with changes(*reads):
        Credit.objects.bulk_create([Credit(book=one, author=author)])
    with changes((authors_of, one.pk), (all_authors,)):
        other = Author.objects.create(name="another")
        Credit.objects.filter(book=one).update(author=other)
    with changes(*reads):
        Credit.objects.filter(book=one).delete()


@case("With a `through` model: the other end is deleted")
def _() -> None:
    one, author, reads = a_pair()
    one.authors.add(author)
    with changes(*reads):
        author.delete()


@case("A view of the database: the table behind it is written")
def _() -> None:
    one, shelf = a_book(), a_shelf()
    with changes((loads,)):
        Book.objects.filter(pk=one.pk).update(shelf=shelf)
    with changes((loads,)):
        one.delete()


@case("A view of the database that takes writes: `save()`, `update()`, raw SQL")
def _() -> None:
    one = a_book()
    reads = (all_books,), (book, one.pk), (on_shelf, one.shelf_id)
    with changes(*reads):
        Title.objects.filter(pk=one.pk).update(title="one")
    if connection.vendor != "sqlite":
        # Its triggers tell Django of no row that was changed.
        with changes(*reads):
            Title(pk=one.pk, title="two").save(force_update=True)
    with changes(*reads), connection.cursor() as cursor:
        cursor.execute("UPDATE project_title SET title = 'three'")


@case("A view of the database is replaced by another")
def _() -> None:
    if connection.vendor == "sqlite":
        raise NotHereError
    a_book()
    sql = (
        "CREATE OR REPLACE VIEW project_load AS {} FROM project_book GROUP BY shelf_id"
    )
    with changes((loads,)), connection.cursor() as cursor:
        cursor.execute(sql.format("SELECT shelf_id AS id, COUNT(*) + 1 AS books"))
    with changes((loads,)), connection.cursor() as cursor:
        cursor.execute(sql.format("SELECT shelf_id AS id, COUNT(*) AS books"))


@case("A view in another schema that takes writes")
def _() -> None:
    if connection.vendor != "postgresql":
        raise NotHereError
    one = a_book()
    with (
        changes((all_books,), (book, one.pk), (on_shelf, one.shelf_id)),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE annex.title SET title = 'other'")


@case("A materialized view is refreshed")
def _() -> None:
    if connection.vendor != "postgresql":
        raise NotHereError
    with changes((tally,)), connection.cursor() as cursor:
        a_book()
        cursor.execute("REFRESH MATERIALIZED VIEW project_tally")
    a_book()
    # It has what it had, until then.
    with changes((tally,)), connection.cursor() as cursor:
        cursor.execute("REFRESH MATERIALIZED VIEW project_tally")


@case("A rule of a materialized view that names no table is refused", keeps=True)
def _() -> None:
    if connection.vendor != "postgresql":
        raise NotHereError

    @cache_result(ttl=300, rules=[InvalidationRule(Tally)])
    def careless() -> int:
        count: int = Tally.objects.count()
        return count

    try:
        careless()
    except RuleError:
        return
    raise WrongError("stale")


@case("A rule of a view that names no table is refused", keeps=True)
def _() -> None:
    @cache_result(ttl=300, rules=[InvalidationRule(Load)])
    def careless() -> int:
        count: int = Load.objects.count()
        return count

    try:
        careless()
    except RuleError:
        return
    raise WrongError("stale")
