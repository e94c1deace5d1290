"""A cached view that shows a relation with a `through` model, as a client sees it."""

from __future__ import annotations

from typing import Any

import pytest
from adrf.views import APIView as AsyncAPIView
from django.urls import path
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.generics import RetrieveAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from restflow.caching import InvalidationRule, cache_response
from restflow.caching._tables import ends
from restflow.test import AsyncAPIClient

pytestmark = pytest.mark.django_db(transaction=True)
Views = dict[str, Any]


@pytest.fixture
def views(library: Any) -> Views:
    """Views of each kind that show a book with its authors."""
    rules = [InvalidationRule(library.Book, pk="pk")]

    class BookSerializer(serializers.ModelSerializer[Any]):
        class Meta:
            model = library.Book
            fields = ("title", "authors")

    class Plain(APIView):
        @cache_response(ttl=60, rules=rules)
        def get(self, _request: Any, pk: int) -> Response:
            return Response(BookSerializer(library.Book.objects.get(pk=pk)).data)

    class Generic(RetrieveAPIView[Any]):
        queryset = library.Book.objects.prefetch_related("authors")
        serializer_class = BookSerializer

        @cache_response(ttl=60, rules=rules)
        def get(self, request: Any, *args: Any, **kwargs: Any) -> Response:
            return super().get(request, *args, **kwargs)

    class Asynchronous(AsyncAPIView):  # type: ignore[misc]
        @cache_response(ttl=60, rules=rules)
        async def get(self, _request: Any, pk: int) -> Response:
            one = await library.Book.objects.aget(pk=pk)
            return Response({"authors": [of.pk async for of in one.authors.all()]})

    @api_view(["GET"])
    @cache_response(ttl=60, rules=rules)
    def function(_request: Any, pk: int) -> Response:
        return Response(BookSerializer(library.Book.objects.get(pk=pk)).data)

    return {
        "plain": Plain.as_view(),
        "generic": Generic.as_view(),
        "asynchronous": Asynchronous.as_view(),
        "function": function,
    }


async def shown(client: AsyncAPIClient) -> tuple[list[int], str]:
    """Return which authors the view shows, and whether it was a hit."""
    response = await client.get("/1/")
    authors: list[int] = response.json()["authors"]
    return authors, response.headers["Cache-Status"].partition(";")[2].split(";")[0]


@pytest.mark.parametrize("kind", ["plain", "generic", "asynchronous", "function"])
async def test_a_view_shows_the_links_that_are_there_now(
    library: Any, views: Views, kind: str, settings: Any
) -> None:
    settings.ROOT_URLCONF = (path("<int:pk>/", views[kind]),)
    client = AsyncAPIClient()
    book = await library.Book.objects.acreate(pk=1)
    author = await library.Author.objects.acreate(name="one")
    assert await shown(client) == ([], " fwd=uri-miss")
    assert await shown(client) == ([], " hit")
    await book.authors.aadd(author)
    assert await shown(client) == ([author.pk], " fwd=uri-miss")
    assert await shown(client) == ([author.pk], " hit")
    await author.books.aclear()
    assert await shown(client) == ([], " fwd=uri-miss")


def test_links_are_known_by_the_models_of_their_tables(library: Any) -> None:
    both = {library.Book, library.Author}
    assert ends(library.Credit) == ends(library.Purchase) == both
    assert ends(library.Receipt) == both
    assert ends(library.Pick) == {library.Book, library.Club}
    assert ends(library.Friendship) == {library.Person}
    assert ends(library.Book) == frozenset()


def test_a_relation_that_another_package_has_made_is_one(library: Any) -> None:
    assert ends(library.Tagging) == {library.Shelf, library.Label}
