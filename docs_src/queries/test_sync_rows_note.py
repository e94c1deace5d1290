"""What to write instead of a query that a line does not show.

Reading an attribute may query: a related row, a field that was deferred, the user of a
request. So may a block. The note says what to write.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

RELATED = "Fetch it with its row: `select_related({})`"
TOLD = {
    "Product(category_id=1).category": RELATED.format('"category"'),
    "Token(user_id=1).user": RELATED.format('"user"'),
    "User(pk=1).auth_token": RELATED.format('"auth_token"'),
    "mug.name": 'Write `await mug.arefresh_from_db(fields=["name"])`.',
    "with transaction.atomic(): pass": "Put what needs the database into a function",
    "add = Product.objects.create; add()": "Write `await ….acreate(…)`.",
    "[mug.save() for mug in [mug]]": "Write `await mug.asave()`.",
    "assert mugs": "Write `await ….aexists()`.",
    "mugs[::2]": "Write `[row async for row in mugs[…]]`.",
    "mugs.filter(pk=1).exclude(pk=2).count()": "Write `await mugs.filter(…).exclude(…)",
    "authenticate(username='alice', password='')": "Write `await aauthenticate(…)`.",
    "await async_client.get('/')": "Write `await request.auser()`.",
}
TESTS = """
import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse
from django.urls import path
from rest_framework.authtoken.models import Token
from products.models import Product

async def hello(request):
    return HttpResponse(f"Hello {request.user.username}")

urlpatterns = [path("", hello)]
pytestmark = [pytest.mark.django_db, pytest.mark.asyncio, pytest.mark.urls(__name__)]
"""
TEST = """
async def test_{number:02}(async_client, admin_user):
    await async_client.aforce_login(admin_user)
    await Product.objects.acreate(name="Mug", price="9.50")
    mugs = Product.objects.only("pk")
    mug = await mugs.aget()
    {line}
"""


def test_each_note_says_what_to_write(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    tests = [TEST.format(number=n, line=line) for n, line in enumerate(TOLD)]
    pytester.makepyfile(test_mugs=TESTS + "".join(tests))

    run = ["--ds=project.settings", "-p", "no:randomly", "--tb=short", "-rN"]
    result = pytester.runpytest_subprocess(*run)

    capsys.readouterr()
    lines = [line.removeprefix("E   ") for line in result.outlines]
    notes = [line for line in lines if line.startswith(("Write `", "Fetch", "Put"))]
    for line, told in zip(TOLD, notes, strict=True):
        assert told.startswith(TOLD[line])  # [!]
        print(line, told, sep="\n    ")
