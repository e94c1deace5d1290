"""What a live server answered.

Any HTTP client reaches a live server, and `record_exchanges` knows none of them. With
`served=True` it collects what arrives at the server, and what the server answers.
"""

import httpx
import pytest

from products.models import Product
from restflow.test import LiveASGIServer, record_exchanges


@pytest.mark.django_db
def test_products(live_asgi_server: LiveASGIServer) -> None:
    Product.objects.create(name="Mug", price="9.50")

    with record_exchanges(served=True) as exchanges:  # [!]
        httpx.get(f"{live_asgi_server}/api/products/")

    (exchange,) = exchanges
    assert exchange.served
    assert exchange.outcome == "200 OK"
    assert b'"name":"Mug"' in exchange.response_body
    assert exchange.duration is not None
