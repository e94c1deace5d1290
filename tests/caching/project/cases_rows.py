"""Writes of single rows, which send signals."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import F
from django.db.models.signals import pre_delete

from tests.caching.project.checking import a_book, a_shelf, case, changes, keeps
from tests.caching.project.readers import (
    all_books,
    all_novels,
    book,
    listed,
    novel,
    on_shelf,
    priced,
    signs,
    titled,
)
from tests.caching.project.untyped import Book, Label, Listed, Novel, Shelf, Sign


@case("A row is created")
def _() -> None:
    shelf = a_shelf()
    with changes((all_books,), (on_shelf, shelf.pk), (titled, shelf.pk, "new")):
        Book.objects.create(shelf=shelf, title="new")


@case("A row is created for which nothing was cached")
def _() -> None:
    pk = a_book().pk + 1000
    with changes((book, pk), (listed, pk)):
        Book.objects.create(pk=pk)


@case("A row is saved again")
def _() -> None:
    one = a_book()
    with changes((all_books,), (book, one.pk), (on_shelf, one.shelf), (listed, one.pk)):
        one.title = "other"
        one.save()


@case("A row is saved with `update_fields`")
def _() -> None:
    one = a_book()
    with changes((book, one.pk), (on_shelf, one.shelf_id)):
        one.title = "other"
        one.save(update_fields=["title"])


@case("A row moves between partitions")
def _() -> None:
    one, shelf = a_book(), a_shelf()
    with changes((on_shelf, one.shelf_id), (on_shelf, shelf.pk)):
        one.shelf = shelf
        one.save()


@case("A row moves to and from NULL")
def _() -> None:
    one, shelf = a_book(), a_shelf()
    with changes((on_shelf, one.shelf_id), (on_shelf, None)):
        one.shelf = None
        one.save()
    with changes((on_shelf, None), (on_shelf, shelf.pk)):
        one.shelf = shelf
        one.save()


@case("A row moves in one of two columns of a rule")
def _() -> None:
    one = a_book(title="before")
    with changes((titled, one.shelf_id, "before"), (titled, one.shelf_id, "after")):
        one.title = "after"
        one.save()


@case("An instance is saved whose row has moved since it was read")
def _() -> None:
    old = a_book()
    second, third = a_shelf(), a_shelf()
    Book.objects.filter(pk=old.pk).update(shelf=second)
    with changes((on_shelf, second.pk), (on_shelf, third.pk)):
        old.shelf = third
        old.save()


@case("A new instance is saved with the key of a row")
def _() -> None:
    one, shelf = a_book(), a_shelf()
    with changes((on_shelf, one.shelf_id), (on_shelf, shelf.pk), (book, one.pk)):
        Book(pk=one.pk, shelf=shelf).save()


@case("An `F()` expression is saved")
def _() -> None:
    one = a_book(price=Decimal(7))
    with changes((priced, Decimal(7)), (priced, Decimal(8)), (book, one.pk)):
        one.price = F("price") + 1
        one.save()


@case("The database rounds what is saved")
def _() -> None:
    around = [(priced, Decimal(price)) for price in ("3.00", "3.005", "3.01")]
    with changes(*around, each=False):
        a_book(price=Decimal("3.005"))


@case("A deferred instance is saved")
def _() -> None:
    one = a_book()
    with changes((book, one.pk), (on_shelf, one.shelf_id)):
        deferred = Book.objects.only("title").get(pk=one.pk)
        deferred.title = "other"
        deferred.save()


@case("`get_or_create()` and `update_or_create()`")
def _() -> None:
    shelf = a_shelf()
    with changes((on_shelf, shelf.pk)):
        Book.objects.get_or_create(shelf=shelf, title="one")
    with changes((on_shelf, shelf.pk)):
        Book.objects.update_or_create(
            shelf=shelf, title="one", defaults={"title": "two"}
        )


@case("A row is deleted")
def _() -> None:
    one = a_book()
    with changes((all_books,), (book, one.pk), (on_shelf, one.shelf_id)):
        one.delete()


@case("A queryset is deleted")
def _() -> None:
    shelf = a_shelf()
    a_book(shelf=shelf)
    one = a_book(shelf=shelf)
    with changes((all_books,), (book, one.pk), (on_shelf, shelf.pk)):
        Book.objects.filter(shelf=shelf).delete()


@case("A delete cascades")
def _() -> None:
    shelf = a_shelf()
    one = a_book(shelf=shelf)
    Sign.objects.create(shelf=shelf, text="here")
    with changes((all_books,), (book, one.pk), (on_shelf, shelf.pk), (signs, shelf)):
        Shelf.objects.get(pk=shelf.pk).delete()


@case("A delete cascades while an application listens to all deletes")
def _() -> None:
    def listener(**_kwargs: object) -> None: ...

    from tests.caching.project.readers import labels_of

    one = a_book()
    label = Label.objects.create(name="a label")
    one.labels.add(label)
    pre_delete.connect(listener)
    try:
        with changes((labels_of, one.pk)):
            label.delete()
    finally:
        pre_delete.disconnect(listener)


@case("A proxy is saved, and deleted")
def _() -> None:
    one = a_book()
    with changes((all_books,), (book, one.pk), (listed, one.pk)):
        proxy = Listed.objects.get(pk=one.pk)
        proxy.title = "other"
        proxy.save()
    with changes((all_books,), (book, one.pk), (listed, one.pk)):
        proxy.delete()


@case("A proxy is saved whose class came after the rules")
def _() -> None:
    class Late(Book):  # type: ignore[misc]
        class Meta:
            proxy = True
            app_label = "project"

    one = a_book()
    with changes((book, one.pk), (on_shelf, one.shelf_id)):
        late = Late.objects.get(pk=one.pk)
        late.title = "other"
        late.save()
    with changes((book, one.pk), (on_shelf, one.shelf_id)):
        late.delete()


@case("A row of an inheriting model is created, saved and deleted")
def _() -> None:
    shelf = a_shelf()
    with changes((all_books,), (all_novels,), (on_shelf, shelf.pk)):
        one = Novel.objects.create(shelf=shelf)
    with changes((book, one.pk), (novel, one.pk), (all_novels,), (on_shelf, shelf.pk)):
        one.title = "other"
        one.save()
    with changes((book, one.pk), (novel, one.pk), (all_novels,), (on_shelf, shelf.pk)):
        one.delete()


@case("A row is saved that a model inherits")
def _() -> None:
    one = Novel.objects.create()
    with changes((novel, one.pk), (all_novels,)):
        parent = Book.objects.get(pk=one.pk)
        parent.title = "other"
        parent.save()


@case("A relation names another column than the primary key")
def _() -> None:
    shelf = a_shelf()
    with changes((signs, shelf)):
        Sign.objects.create(shelf=shelf, text="here")
    sign = Sign.objects.get(shelf=shelf)
    with changes((signs, shelf)):
        sign.text = "there"
        sign.save()


@case("Another row is saved, and what is cached stays", keeps=True)
def _() -> None:
    one, other = a_book(), a_book()
    reads = (book, one.pk), (on_shelf, one.shelf), (titled, one.shelf_id, "a title")
    with keeps(*reads):
        other.title = "other"
        other.save()
    with keeps(*reads):
        a_book()
