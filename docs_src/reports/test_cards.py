"""Cards of your own tests, for MkDocs, for Sphinx, and as pages in HTML.

The command makes a card of each test file that has a record. The next run writes only
what has changed, and removes the card of a test that is gone.
"""

import re
import sys
from html import unescape
from pathlib import Path
from shutil import copytree

import pytest

pytest_plugins = ["pytester"]

PROJECT = Path(__file__).parent.parent / "cards_mkdocs"
CARDS = [sys.executable, "-m", "restflow.docs", "cards", "tests", "docs/cards"]
OUT = Path("docs/cards")


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester) -> None:
    copytree(PROJECT, pytester.path, dirs_exist_ok=True)
    copytree("tests", "tests/.old")
    Path("tests/test_data.json").write_text('{"names": ["Amal", "Kofi"]}')


def test_for_mkdocs(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    copytree("tests/.old", "tests/more")
    first = pytester.run(*CARDS)  # [!]
    card = (OUT / "test_greetings.md").read_text()
    assert "pytest tests/test_greetings.py" in card
    assert ".rf-card" in (OUT / "restflow-cards.css").read_text()
    assert '--8<-- "more/test_greetings.md"' in (OUT / "index.md").read_text()

    Path("tests/more").rename("old")
    again = pytester.run(*CARDS)  # [!]
    assert not (OUT / "more/test_greetings.md").exists()
    capsys.readouterr()
    print(first.stdout, again.stdout, sep="\n")


def test_for_sphinx(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    pytester.run(*CARDS, "--format=myst")  # [!]
    capsys.readouterr()
    code = Path("tests/test_greetings.py").read_text()
    card = (OUT / "test_greetings.md").read_text()
    assert f"```python\n{code}```" in card
    assert card.count("```{raw} html") == 2
    index = (OUT / "index.md").read_text()
    assert "```{include} test_greetings.md" in index
    assert '<a href="#card-test-greetings">Greet somebody</a>' in index


def test_pages(pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]) -> None:
    test = Path("tests/test_greetings.py")
    test.write_text(f"{test.read_text()}\n\nLIMIT = 2**8  # of names\n")
    assert pytester.run(*CARDS, "--format=html").ret == 0  # [!]
    assert '<a href="test_greetings.html">' in (OUT / "index.html").read_text()
    page = (OUT / "test_greetings.html").read_text()
    assert "<title>Greet somebody</title>\n<style>" in page
    code = page.partition('tabindex="0"><code>')[2].partition("</code>")[0]
    assert unescape(re.sub("<.*?>", "", code)) == test.read_text()
    capsys.readouterr()
    print(*re.findall('<span class="rf-(.*?)">(.*?)</span>', code)[-7:], sep="\n")
