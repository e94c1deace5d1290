"""A statement that is not done when its test ends.

The client has gone, and the database still counts. It is interrupted, so that the next
test need not wait.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import threading
import httpx2
import pytest
from django.db import connection
from django.http import HttpResponse
from django.urls import path
from products.models import Product

begun, has_ended, counted = threading.Event(), threading.Event(), []
COUNT = '''WITH RECURSIVE numbers(number) AS (
    SELECT begin() UNION ALL SELECT number + 1 FROM numbers WHERE number < 100000000
) SELECT finish(max(number)) FROM numbers'''

def report(request):
    with connection.cursor() as cursor:
        connection.connection.create_function("begin", 0, lambda: begun.set() or 0)
        connection.connection.create_function("finish", 1, counted.append)
        try:
            cursor.execute(COUNT)
        finally:
            has_ended.set()
    return HttpResponse()

urlpatterns = [path("report/", report)]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]

def test_gives_up(live_asgi_server):
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.get(live_asgi_server + "/report/", timeout=1)
    assert begun.wait(10)

def test_the_next():
    assert not Product.objects.exists()
    assert has_ended.wait(10)
    assert counted == []
"""


def test_it_is_interrupted(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TESTS)

    result = pytester.runpytest_subprocess("--ds=project.settings", "-p", "no:randomly")

    capsys.readouterr()
    result.assert_outcomes(passed=2, warnings=1)  # [!]
