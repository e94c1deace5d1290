"""What is cached: one function for each way in which a rule names rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from restflow.caching import InvalidationRule, cache_result
from tests.caching.project.untyped import (
    Author,
    Book,
    Club,
    Credit,
    Label,
    Listed,
    Load,
    Novel,
    Person,
    Poet,
    Shelf,
    Sign,
    Tagging,
    Tally,
)

TTL = 300
Rows = list[tuple[Any, ...]]


def rows(of: Any) -> Rows:
    return sorted(of, key=repr)


@cache_result(ttl=TTL, rules=[InvalidationRule(Book)])
def all_books(using: str = "default") -> Rows:
    return rows(Book.objects.using(using).values_list("pk", "title", "shelf", "price"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Book)])
async def all_books_async() -> Rows:
    return rows([row async for row in Book.objects.values_list("pk", "title", "shelf")])


@cache_result(ttl=TTL, rules=[InvalidationRule(Book, pk="pk")])
def book(pk: int) -> Rows:
    found = Book.objects.filter(pk=pk)
    return rows(found.values_list("pk", "title", "shelf", "price"))


@cache_result(ttl=TTL, rules=[InvalidationRule("project.Book", shelf="shelf")])
def on_shelf(shelf: Any, using: str = "default") -> Rows:
    pk = shelf.pk if isinstance(shelf, Shelf) else shelf
    found = Book.objects.using(using).filter(shelf=pk)
    return rows(found.values_list("pk", "title", "price"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Book, shelf="shelf", title="title")])
def titled(shelf: int, title: str) -> Rows:
    return rows(Book.objects.filter(shelf=shelf, title=title).values_list("pk"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Book, price="price")])
def priced(price: Decimal) -> Rows:
    return rows(Book.objects.filter(price=price).values_list("pk"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Listed, pk="pk")])
def listed(pk: int) -> Rows:
    return rows(Listed.objects.filter(pk=pk).values_list("pk", "title"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Novel)])
def all_novels() -> Rows:
    return rows(Novel.objects.values_list("pk", "title", "pages"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Novel, pk="pk")])
def novel(pk: int) -> Rows:
    return rows(Novel.objects.filter(pk=pk).values_list("pk", "title", "pages"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Book.labels.through, book="pk")])
def labels_of(pk: int) -> Rows:
    return rows(Book.labels.through.objects.filter(book=pk).values_list("label"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Book, pk="pk")])
def book_with_labels(pk: int) -> Rows:
    return rows(Book.objects.filter(pk=pk).values_list("title", "labels"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Label)])
def all_labels() -> Rows:
    return rows(Label.objects.values_list("name", "books"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Book, pk="pk")])
def authors_of(pk: int) -> Rows:
    return rows(Book.objects.filter(pk=pk).values_list("authors__name"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Author)])
def all_authors() -> Rows:
    return rows(Author.objects.values_list("name", "books"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Credit, book="pk")])
def roles_in(pk: int) -> Rows:
    return rows(Credit.objects.filter(book=pk).values_list("role"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Book, pk="pk")])
def owners_of(pk: int) -> Rows:
    shown = Book.objects.filter(pk=pk)
    return rows(shown.values_list("owners__name", "purchase__note"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Author, pk="pk")])
def owned_by(pk: int) -> Rows:
    shown = Author.objects.filter(pk=pk)
    return rows(shown.values_list("owned", "purchase__note"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Book, pk="pk")])
def clubs_of(pk: int) -> Rows:
    return rows(Listed.objects.filter(pk=pk).values_list("clubs__name"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Club)])
def all_clubs() -> Rows:
    return rows(Club.objects.values_list("name", "picks"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Novel, pk="pk")])
def authors_of_novel(pk: int) -> Rows:
    return rows(Novel.objects.filter(pk=pk).values_list("title", "authors__name"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Poet, pk="pk")])
def books_of_poet(pk: int) -> Rows:
    return rows(Poet.objects.filter(pk=pk).values_list("name", "books"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Person, pk="pk")])
def friends_of(pk: int) -> Rows:
    return rows(Person.objects.filter(pk=pk).values_list("friends__name"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Shelf, pk="pk")])
def labels_on(pk: int) -> Rows:
    return rows(Tagging.objects.filter(key=pk).values_list("label__name"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Shelf)])
def all_shelves() -> Rows:
    return rows(Shelf.objects.values_list("slug"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Tally, Book)])
def tally() -> Rows:
    return rows(Tally.objects.values_list("books"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Load, Book)])
def loads() -> Rows:
    return rows(Load.objects.values_list("pk", "books"))


@cache_result(ttl=TTL, rules=[InvalidationRule(Sign, shelf="shelf")])
def signs(shelf: Any) -> Rows:
    return rows(Sign.objects.filter(shelf=shelf).values_list("text"))


@cache_result(ttl=TTL, tags=["shop"])
def tagged() -> Rows:
    return rows(Label.objects.values_list("name"))
