"""A hook that need not run.

If a test is about the row and not about the mail, say so: capture the hook and look at
it, or ignore the warning in this test.
"""

import pytest
from asgiref.sync import sync_to_async

from products.models import Category
from products.names import add_category, forget_names
from restflow.test import AsyncAPITestCase


class CapturedTests(AsyncAPITestCase):
    async def test_the_hook_is_registered(self) -> None:
        async with self.captureOnCommitCallbacks() as hooks:
            await sync_to_async(add_category)("Mugs")

        self.assertEqual(hooks, [forget_names])  # [!]


@pytest.mark.filterwarnings("ignore::restflow.test.CommitHooksWarning")  # [!]
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_category_is_added() -> None:
    await sync_to_async(add_category)("Mugs")

    assert await Category.objects.aexists()
