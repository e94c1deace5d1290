"""Another server than uvicorn, and several of them.

The setting RESTFLOW_LIVE_SERVER names the server that you deploy on. Usually it is in
the settings of the project; a class may override it.
"""

import httpx2
import pytest
from django.conf import settings
from django.test import override_settings

from products.models import Product
from restflow.test import AsyncAPIRollbackLiveServerTestCase

pytest_plugins = ["pytester"]


class UvicornTests(AsyncAPIRollbackLiveServerTestCase):
    def test_products(self) -> None:
        Product.objects.create(name="Mug", price="9.50")

        response = httpx2.get(f"{self.live_server_url}/api/products/")

        self.assertEqual([row["name"] for row in response.json()], ["Mug"])
        self.assertIn("uvicorn", response.headers["Server"])


@override_settings(RESTFLOW_LIVE_SERVER="hypercorn")  # [!]
class HypercornTests(AsyncAPIRollbackLiveServerTestCase):
    def test_health(self) -> None:
        response = httpx2.get(f"{self.live_server_url}/api/health/")
        self.assertIn("hypercorn", response.headers["Server"])


@override_settings(RESTFLOW_LIVE_SERVER="granian")  # [!]
class GranianTests(AsyncAPIRollbackLiveServerTestCase):
    def test_health(self) -> None:
        response = httpx2.get(f"{self.live_server_url}/api/health/")
        self.assertEqual(response.headers["Server"], "granian")


TESTS = """
from httpx2 import get
from restflow.test import AsyncAPIRollbackLiveServerTestCase

class FirstTests(AsyncAPIRollbackLiveServerTestCase):
    def test_health(self):
        assert get(self.live_server_url + "/api/health/").status_code == 200

def test_fixture(live_asgi_server):
    assert get(live_asgi_server + "/api/health/").headers["Server"] == "daphne"

class LastTests(FirstTests): ...
"""


def test_two_servers_at_the_same_time(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    on_daphne = 'from project.settings import *\nRESTFLOW_LIVE_SERVER = "daphne"'  # [!]
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{pytester.path}", ":")
    pytester.makepyfile(on_daphne=on_daphne, test_health=TESTS)

    result = pytester.runpytest_subprocess("--ds=on_daphne", "-p", "no:randomly")

    capsys.readouterr()
    result.assert_outcomes(passed=3)  # [!]
