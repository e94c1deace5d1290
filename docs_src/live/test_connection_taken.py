"""A test that keeps the server waiting.

The test waits for the server in an atomic block, and both have one connection. After
four seconds, or as many as RESTFLOW_CONNECTION_TIMEOUT says, the server stops waiting.
Its log names the line that holds the connection.
"""

import httpx2
import pytest
from django.conf import settings
from django.db import transaction

from products.models import Product
from restflow.test import LiveASGIServer

pytest_plugins = ["pytester"]

TEST = """
import httpx2
from django.db import transaction

def test_price(live_asgi_server):
    with transaction.atomic():
        response = httpx2.get(live_asgi_server + "/api/products/")
    assert response.status_code == 200
"""


def test_the_server_waits_in_vain(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    monkeypatch.setenv("RESTFLOW_CONNECTION_TIMEOUT", "1")  # [!]
    pytester.makepyfile(test_price=TEST)

    result = pytester.runpytest_subprocess("--ds=project.settings", "-qq")

    capsys.readouterr()
    reported = [line for line in result.outlines if "ConnectionTakenError:" in line]
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    print(reported[-1].replace(": ", ":\n").replace(" (", "\n("))


def test_the_block_ends_first(live_asgi_server: LiveASGIServer) -> None:
    with transaction.atomic():
        Product.objects.create(name="Mug", price="9.50")

    response = httpx2.get(live_asgi_server + "/api/products/")  # [!]

    assert response.status_code == 200
