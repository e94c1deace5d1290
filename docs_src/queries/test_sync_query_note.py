"""What to write instead of a synchronous query.

When `SynchronousOnlyOperation` ends a test, restflow adds a note. It names the line of
the coroutine, and that of a function which queries for it, and says what to write.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

INSTEAD = {
    "Product.objects.create(name='Cup')": "await Product.objects.acreate(…)",
    "mug.save()": "await mug.asave()",
    "mugs.count()": "await mugs.acount()",
    "get_object_or_404(Product, pk=1)": "await aget_object_or_404(…)",
    "for each in mugs: pass": "async for each in mugs",
    "for each in cheap(mugs): pass": "async for each in cheap(…)",
    "for each in mugs.iterator(): pass": "async for each in mugs.aiterator()",
    "[each.name for each in mugs]": "[… async for each in mugs]",
    "list(mugs)": "[row async for row in mugs]",
    "mugs.all().count() + mugs.count()": "await mugs.all().acount()",
    "len(mugs)": "await mugs.acount()",
    "mugs[0]": "await mugs.afirst()",
    "mugs[2]": "[row async for row in mugs[2:3]]",
    "mug in mugs": "await mugs.acontains(mug)",
    "if not mugs: pass": "await mugs.aexists()",
    "reprice()": "await sync_to_async(reprice)()",
}
TESTS = """
import pytest
from django.shortcuts import get_object_or_404
from products.models import Product

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]
mug = Product(name="Mug", price="9.50", pk=1, category_id=1)

def cheap(products):
    return products.filter(price__lt=10)

def reprice():
    Product.objects.update(price="8.00")
"""
TEST = """
async def test_{number:02}():
    mugs = Product.objects.filter(name="Mug")
    {line}
"""


def test_each_note_says_what_to_write(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    lines = enumerate([*INSTEAD, "mug.category"])
    tests = [TEST.format(number=number, line=line) for number, line in lines]
    pytester.makepyfile(test_mugs=TESTS + "".join(tests))

    result = pytester.runpytest_subprocess(
        "--ds=project.settings", "-p", "no:randomly", "--tb=short"
    )

    capsys.readouterr()
    told = [line for line in result.outlines if "  Write `" in line]
    assert told == [f"E   Write `{line}`." for line in INSTEAD.values()]  # [!]
    assert "through `reprice` in test_mugs.py:12" in str(result.stdout)
    assert 'Fetch it with its row: `select_related("category")`' in str(result.stdout)
    print(*told, sep="\n")
