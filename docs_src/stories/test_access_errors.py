"""What an access table says of a view that raises, and of a route that is misspelt.

The exception stands beside its cell. For a route that the URLconf does not have, the
error names the one that was probably meant. The error is the same in another process.
"""

import pickle

import pytest
from django.http import HttpRequest, JsonResponse
from django.test import override_settings
from django.urls import path

from restflow.test import AccessTable, AccessTableError


def price(request: HttpRequest) -> JsonResponse:
    raise LookupError("nobody knows the price")


urlpatterns = [path("price/", price, name="price")]

ACCESS = AccessTable("""
                anyone
    GET  price  200
    GET  prize  200
""")


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_they_are_told() -> None:
    with pytest.raises(AccessTableError) as caught:  # [!]
        ACCESS.check({"anyone": None})

    with (
        override_settings(DEBUG_PROPAGATE_EXCEPTIONS=True),
        pytest.raises(AccessTableError, match="nobody knows the price"),
    ):
        ACCESS.check({"anyone": None})

    # As Django's test runner does it, with `--parallel`.
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert str(again) == str(caught.value)  # [!]
    assert again.trap.code == "restflow.E123"

    assert "nobody knows the price" in str(caught.value)
    assert "GET prize (did you mean price?)" in str(caught.value)  # [!]
    print(caught.value)
