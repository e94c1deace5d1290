"""Relations of other kinds: inherited links, proxies, a model with itself."""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync

from tests.caching.project.checking import a_book, a_shelf, case, changes
from tests.caching.project.readers import (
    all_authors,
    all_clubs,
    authors_of,
    authors_of_novel,
    books_of_poet,
    clubs_of,
    friends_of,
    labels_on,
    owned_by,
    owners_of,
)
from tests.caching.project.untyped import (
    Author,
    Club,
    Credit,
    Friendship,
    Label,
    Listed,
    Novel,
    Person,
    Pick,
    Poet,
    Purchase,
    Receipt,
    Tagging,
)


def a_purchase() -> tuple[Any, Any]:
    """Return a book and an author who owns it."""
    one, author = a_book(), Author.objects.create(name="an owner")
    Purchase.objects.create(book=one, author=author)
    return one, author


@case("Links that inherit a part of their table: one is created, and removed")
def _() -> None:
    one, author = a_book(), Author.objects.create(name="an owner")
    reads = (owners_of, one.pk), (owned_by, author.pk)
    with changes(*reads):
        Purchase.objects.create(book=one, author=author)
    with changes(*reads):
        async_to_sync(author.owned.aremove)(one)


@case("Links that inherit a part of their table: the part is written")
def _() -> None:
    one, author = a_purchase()
    reads = (owners_of, one.pk), (owned_by, author.pk)
    with changes(*reads):
        Receipt.objects.filter(purchase__book=one).update(note="owed")
    with changes(*reads):
        receipt = Receipt.objects.get(purchase__book=one)
        receipt.note = "paid at last"
        receipt.save()
    with changes(*reads):
        receipt.delete()


@case("A relation to a proxy: `aadd()`, `remove()`, its own rows")
def _() -> None:
    listed, club = Listed.objects.get(pk=a_book().pk), Club.objects.create(name="one")
    reads = (clubs_of, listed.pk), (all_clubs,)
    with changes(*reads):
        async_to_sync(club.picks.aadd)(listed)
    with changes(*reads):
        listed.clubs.remove(club)
    with changes(*reads):
        Pick.objects.bulk_create([Pick(club=club, book=listed)])
    with changes(*reads):
        Pick.objects.filter(club=club).delete()


@case("A relation of a model that another inherits, read through that")
def _() -> None:
    novel, author = Novel.objects.create(), Author.objects.create(name="one")
    reads = (authors_of_novel, novel.pk), (authors_of, novel.pk), (all_authors,)
    with changes(*reads):
        novel.authors.add(author)
    with changes(*reads):
        author.books.clear()


@case("A relation to a model that another inherits, read through that")
def _() -> None:
    one, poet = a_book(), Poet.objects.create(name="one")
    reads = (books_of_poet, poet.pk), (authors_of, one.pk)
    with changes(*reads):
        one.authors.add(poet)
    with changes(*reads):
        Credit.objects.filter(book=one).delete()
    with changes(*reads):
        poet.books.set([one])


@case("A relation of a model to itself: `add()`, `set()`, its own rows")
def _() -> None:
    one, other = (Person.objects.create(name=name) for name in ("one", "other"))
    reads = (friends_of, one.pk), (friends_of, other.pk)
    with changes(*reads):
        one.friends.add(other)
    with changes(*reads):
        other.friends.set([])
    with changes((friends_of, one.pk)):
        link = Friendship.objects.create(one=one, other=other)
    with changes((friends_of, one.pk), (friends_of, other.pk)):
        link.one, link.other = other, one
        link.save()


@case("A relation of a model to itself: one is deleted, of whom others are friends")
def _() -> None:
    one, other, third = (Person.objects.create(name=name) for name in "abc")
    one.friends.add(other, third)
    with changes((friends_of, other.pk), (friends_of, third.pk)):
        one.delete()


@case("A relation that is none of Django's own, as packages make them")
def _() -> None:
    shelf, label = a_shelf(), Label.objects.create(name="one")
    with changes((labels_on, shelf.pk)):
        Tagging.objects.create(key=shelf.pk, label=label)
    with changes((labels_on, shelf.pk)):
        Tagging.objects.filter(key=shelf.pk).delete()
