"""What a record has of the database, and of the hooks that run on commit.

Keys do not depend on tests that ran before and left no rows. A hook has the name of its
code, also within a `partial`. What is not the project's own, as `print`, is left out.
"""

import json

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
from functools import partial
import pytest
from django.db.transaction import atomic, on_commit
from django.http import JsonResponse
from django.test import TestCase
from django.urls import path
from products.models import Category

def tell(): ...
class Warehouse:
    def __call__(self): ...
    def order(self): ...

@atomic
def create(request):
    tea = Category.objects.create(name="Tea", slug=request.GET["slug"])
    for hook in (partial(partial(tell)), Warehouse(), Warehouse().order, print, atomic):
        on_commit(hook)
    return JsonResponse({"id": tea.pk})

urlpatterns = [path("create/", create)]
pytestmark = [pytest.mark.documented, pytest.mark.urls("test_shop")]

def test_with_a_fixture(client, db):
    client.get("/create/?slug=tea")

@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("slug", ["tea", "chai"])
def test_with_a_mark(client, slug):
    client.get(f"/create/?slug={slug}")

class CategoryTests(TestCase):
    def test_with_parts(self):
        for slug in ("tea", "chai"):
            with self.subTest(slug), self.captureOnCommitCallbacks(execute=True):
                self.client.get(f"/create/?slug={slug}")
"""
RUN = ["--ds=project.settings", "-p", "no:randomly", "-qq"]


def test_each_test_alone(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TEST)
    pytester.runpytest_subprocess(*RUN, "--restflow-record")
    alone = ["--restflow-record=check", "-k", "parts"]
    assert pytester.runpytest_subprocess(*RUN, *alone).ret == 0  # [!]

    capsys.readouterr()
    record = json.loads((pytester.path / "test_shop.json").read_text())
    for name, test in record["tests"].items():
        print(name, *[each["response"]["body"] for each in test["exchanges"]])
        print(*test["queries"], *test["hooks"], sep="\n", end="\n\n")
