"""A report of a run, in one HTML file.

It has the requests, responses and queries of each test, and names the endpoints that no
test has called. A statement that one line sends again and again is marked.
"""

import re

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import pytest
from products.models import Category, Product

@pytest.mark.django_db
def test_prices_are_asked_one_by_one(client):
    tea = Category.objects.create(name="Tea", slug="tea")
    for price in range(1, 8):
        Product.objects.create(name="Mug", price=price, category=tea)
    assert len(client.get("/api/products/").json()) == 7

def test_nobody_is_logged_in(client):
    assert client.get("/api/profile/").status_code == 200
"""


def test_what_the_report_says(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TESTS)

    option = "--restflow-report=report.html"  # [!]
    result = pytester.runpytest_subprocess(
        "--ds=project.settings", option, "-p", "no:randomly", "-qq"
    )

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    report = (pytester.path / "report.html").read_text()
    assert "a query 7 times" in report
    never, called = report.split("<h3>Called</h3>")
    ours, of_packages = never.split("of installed packages", 1)
    assert "/api/orders/{pk}/cancel/" in ours
    assert "/api/orders/" not in of_packages
    assert re.search(r"/api/profile/.*40[13]", called)
    capsys.readouterr()
    print(*[line for line in result.outlines if line.startswith("restflow:")])
