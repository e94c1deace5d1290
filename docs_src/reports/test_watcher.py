"""A recording of your own.

A `Watcher` is what records are made with: a plugin of pytest, to derive from. Its block
`watching` shows what it sees. What a test starts that is not its own, such as a run of
pytest within it, is left out by `unobserved`.
"""

import pytest
from django.core.mail import send_mail
from rest_framework.test import APIClient

from products.models import Product
from restflow.docs import Observed, Rules, Watcher, unobserved


@pytest.mark.django_db
def test_what_is_seen() -> None:
    Product.objects.create(name="Mug", price=9)
    watcher = Watcher(Rules(mask=frozenset({"iban"})))

    with watcher.watching() as observed:  # [!]
        APIClient().get("/api/products/")
        send_mail("Sold", "A mug.", None, ["shop@example.com"])
        with unobserved():
            APIClient().get("/api/health/")

    assert isinstance(observed, Observed)
    assert [exchange.status for exchange in observed.exchanges] == [200]
    assert observed.statements == ["SELECT products_product"]
    assert [mail.subject for mail in observed.mails] == ["Sold"]
    assert observed.hook_names == []
