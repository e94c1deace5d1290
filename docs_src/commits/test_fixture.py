"""The capturing fixture of pytest-django.

`django_capture_on_commit_callbacks` keeps its name and arguments. It finds the hooks
that an asynchronous test registers, with `async with` and with `with`.
"""

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from products.names import forget_names
from restflow.test import AsyncAPIClient


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_cache_is_cleared(
    async_api_client: AsyncAPIClient,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as hooks:  # [!]
        await async_api_client.post("/api/category-names/", {"name": "Mugs"})

    assert hooks == [forget_names]
