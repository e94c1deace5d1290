"""What a report says of tests that did not simply pass.

Tests that are skipped or fail as expected have their reason. Those that were run again,
or gave a warning, have a mark. A file that can't be imported is an error.
"""

import re

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import pytest
from django.db import transaction
from products.models import Category

runs = []

@pytest.mark.xfail(reason="There are no refunds yet.")
def test_refunds(client):
    assert client.get("/api/refunds/").status_code == 200

@pytest.mark.xfail
def test_health(client):
    assert client.get("/api/health/").status_code == 200

@pytest.mark.skip("The warehouse has no sandbox.")
def test_stock(): ...

@pytest.mark.flaky(reruns=1)
def test_second_run():
    runs.append(1)
    assert len(runs) == 2

@pytest.mark.django_db
def test_categories():
    for name in ("tea", "mugs"): Category.objects.create(name=name, slug=name)

@pytest.mark.django_db
@pytest.mark.asyncio
async def test_receipt():
    transaction.on_commit(print)
"""
RUN = ["--ds=project.settings", "--continue-on-collection-errors", "-pno:randomly"]
SAYS = r'<span class="outcome .*?(?=<span class="facts">)'


def test_what_the_report_says(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TESTS, test_broken="import nowhere")

    report = "--restflow-report=report.html"  # [!]
    pytester.runpytest_subprocess(*RUN, report)

    capsys.readouterr()
    report = (pytester.path / "report.html").read_text()
    found = re.findall(SAYS, report, re.DOTALL)
    told = [" ".join(re.sub("<[^>]*>", "", each).split()) for each in found]
    assert told[:2] == ["error test_broken.py", "xfailed test_refunds"]  # [!]
    assert told[2:4] == ["xpassed test_health", "skipped test_stock"]
    assert told[4] == "passed test_second_run after 1 earlier run"
    assert told[5] == "passed test_categories a query twice or more"
    assert told[6] == "passed test_receipt 1 warning"
    print(*told, sep="\n")
