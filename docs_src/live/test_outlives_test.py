"""A request that is not answered when its test ends.

The view and its task go on. The server waits a second, tells the view that its client
has gone, and names what it had to end. A thread that goes on loses the database, also
if it has a cursor open.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import asyncio, threading
import httpx2
import pytest
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.urls import path
from products.models import Product

over, has_ended = threading.Event(), threading.Event()

async def send_mails():
    await asyncio.sleep(60)

async def order(request):
    request.task = asyncio.create_task(send_mails())
    return HttpResponse()

def report(request):
    with connection.cursor() as cursor:
        over.wait(10)
        with pytest.raises(DatabaseError, match="sent this request has ended"):
            cursor.execute("UPDATE products_product SET price = 0")
    with pytest.raises(DatabaseError, match="sent this request has ended"):
        Product.objects.create(name="Mug", price="9.50")
    has_ended.set()

urlpatterns = [path("order/", order), path("report/", report)]
pytestmark = pytest.mark.urls(__name__)

def test_gives_up(live_asgi_server):
    httpx2.get(live_asgi_server + "/order/")
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.get(live_asgi_server + "/report/", timeout=0.2)

def test_nothing_is_written(live_asgi_server):
    over.set()
    assert has_ended.wait(5)
    assert not Product.objects.exists()
"""


def test_what_is_told(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TESTS)

    result = pytester.runpytest_subprocess("--ds=project.settings", "-p", "no:randomly")

    capsys.readouterr()
    result.assert_outcomes(passed=2, warnings=1)
    told = [line.strip() for line in result.outlines if line.startswith("    the ")]
    assert "the request GET /report/" in told  # [!]
    assert "the task send_mails, made in test_shop.py:15" in told  # [!]
    print(*told, sep="\n")
