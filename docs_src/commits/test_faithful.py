"""Hooks that run, in a test that is rolled back.

With `run_commit_hooks` a hook runs when the outermost `atomic` block of the application
ends, as in production. The test's own transaction goes on, and is rolled back in the
end.
"""

import pytest

from products.models import Category
from restflow.test import AsyncAPIClient, AsyncAPITestCase


class FaithfulTests(AsyncAPITestCase):
    run_commit_hooks = True  # [!]

    async def test_the_new_category_is_served(self) -> None:
        await self.client.get("/api/category-names/")
        await self.client.post("/api/category-names/", {"name": "Mugs"})

        response = await self.client.get("/api/category-names/")

        self.assertEqual(response.json(), {"names": ["Mugs"]})


@pytest.mark.run_commit_hooks  # [!]
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_same_as_a_function(async_api_client: AsyncAPIClient) -> None:
    await async_api_client.get("/api/category-names/")
    await async_api_client.post("/api/category-names/", {"name": "Mugs"})

    response = await async_api_client.get("/api/category-names/")

    assert response.json() == {"names": ["Mugs"]}


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_nothing_of_it_is_left() -> None:
    assert not await Category.objects.aexists()
