"""All pages of a list.

Page numbers, offsets and cursors all name the next page in `next`. A test that follows
`next` to the end sees each row once. They differ in what comes after the end.
"""

from django.urls import path
from rest_framework import pagination

from products.models import Product
from products.views import ProductViewSet
from restflow.test import AsyncAPIClient, AsyncAPITestCase, URLPatternsTestCase


class Numbers(pagination.PageNumberPagination):
    page_size = 2


class Offsets(pagination.LimitOffsetPagination):
    default_limit = 2


class Cursors(pagination.CursorPagination):
    page_size = 2
    ordering = "id"


STYLES = {"numbers": Numbers, "offsets": Offsets, "cursors": Cursors}


async def walk(client: AsyncAPIClient, url: str | None) -> list[list[str]]:
    pages: list[list[str]] = []
    while url is not None:
        page = (await client.get(url)).json()
        pages.append([row["name"] for row in page["results"]])
        url = page["next"]  # [!]
    return pages


class PageTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [
        path(
            f"{name}/", ProductViewSet.as_view({"get": "alist"}, pagination_class=style)
        )
        for name, style in STYLES.items()
    ]

    @classmethod
    def setUpTestData(cls) -> None:
        Product.objects.bulk_create(Product(name=name, price=1) for name in "abcde")

    async def test_all_pages(self) -> None:
        for name in STYLES:
            pages = await walk(self.client, f"/{name}/")
            self.assertEqual(pages, [["a", "b"], ["c", "d"], ["e"]], name)

    async def test_behind_the_end(self) -> None:
        for url, status in [
            ("/numbers/?page=4", 404),
            ("/offsets/?offset=6", 200),
            ("/cursors/?cursor=6", 404),
        ]:
            response = await self.client.get(url)
            self.assertEqual(response.status_code, status, url)

    def test_synchronously(self) -> None:
        page = self.sync_client.get("/numbers/?page=3").json()
        self.assertEqual([row["name"] for row in page["results"]], ["e"])
        self.assertEqual((page["count"], page["next"]), (5, None))
