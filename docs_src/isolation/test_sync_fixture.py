"""A synchronous fixture for an asynchronous test.

The fixture writes in the test's transaction, on the connection of the main thread. With
pytest-django alone, an asynchronous test uses another connection, and finds the table
locked.
"""

from pathlib import Path

import pytest
from django.conf import settings

from products.models import Product
from restflow.test import AsyncAPIClient

pytest_plugins = ["pytester"]


@pytest.fixture
def mug(db: None) -> Product:
    return Product.objects.create(name="Mug", price="9.50")


@pytest.mark.asyncio
async def test_the_product_is_listed(mug: Product) -> None:
    response = await AsyncAPIClient().get("/api/products/")

    assert [row["name"] for row in response.data] == ["Mug"]


def test_without_restflow(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_stock=Path(__file__).read_text())

    result = pytester.runpytest_subprocess(
        "--ds=project.settings", "-p", "no:restflow", "-k", "listed"
    )

    capsys.readouterr()
    result.assert_outcomes(failed=1, deselected=1)  # [!]
    print([line for line in result.outlines if line.startswith("E  ")][-1])
