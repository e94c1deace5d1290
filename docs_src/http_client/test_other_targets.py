"""The same test in process, on a live server, and at an address.

`--restflow-target=server` has the application of the test served on a port. With an
address, such as https://staging.example.com, the requests go there.
"""

import re

import pytest
from django.conf import settings

from products.models import Product
from restflow.test import LiveASGIServer

pytest_plugins = ["pytester"]

TEST = """
import pytest
from restflow.test import Actor, AsyncActor, Endpoint

pytestmark = pytest.mark.live_target
URL = "/api/products/"
class Visitor(Actor):
    list = Endpoint("GET", URL)
class AsyncVisitor(AsyncActor):
    list = Endpoint("GET", URL)

def tell(response):
    print("server:", response.headers.get("Server", "none"))
    print("products:", [product["name"] for product in response.json()])

@pytest.mark.asyncio
async def test_client(async_http_client):
    tell(await async_http_client.get(URL))

@pytest.mark.asyncio
async def test_an_async_story(async_story):
    tell(await async_story.actor("a visitor", AsyncVisitor).list())

def test_a_story(story):
    tell(story.actor("a visitor", Visitor).list())
"""


@pytest.mark.parametrize(
    ("target", "server", "products"),
    [("process", "none", []), ("server", "uvicorn", []), ("url", "uvicorn", ["Mug"])],
)
def test_the_target(
    target: str,
    server: str,
    products: list[str],
    live_asgi_server: LiveASGIServer,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TEST)
    Product.objects.create(name="Mug", price="9.50")
    target = live_asgi_server.url if target == "url" else target

    option = f"--restflow-target={target}"  # [!]
    result = pytester.runpytest_subprocess("--ds=project.settings", option, "-s")

    capsys.readouterr()
    report = str(result.stdout)
    assert re.findall("server: (.*)", report) == [server] * 3  # [!]
    assert re.findall("products: (.*)", report) == [str(products)] * 3  # [!]
    print(*re.findall("(?:the target is|server|products).*", report), sep="\n")
