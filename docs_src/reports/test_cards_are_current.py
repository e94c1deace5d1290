"""Cards that no longer show what the tests do.

In CI, `--check` compares the cards with the tests and their records. It writes nothing,
and fails if a card is not current. A card takes its title from the file's docstring, or
else from its name.
"""

import sys
from pathlib import Path
from shutil import copytree

import pytest

pytest_plugins = ["pytester"]

PROJECT = Path(__file__).parent.parent / "cards_mkdocs"
CARDS = [sys.executable, "-m", "restflow.docs", "cards", "tests", "docs/cards"]


def test_a_test_has_changed(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    copytree(PROJECT, pytester.path, dirs_exist_ok=True)
    pytester.run(*CARDS)
    assert pytester.run(*CARDS, "--check").ret == 0  # [!]

    test = pytester.path / "tests" / "test_greetings.py"
    test.write_text(test.read_text().replace("Amal", "Khan"))

    checked = pytester.run(*CARDS, "--check")  # [!]
    assert checked.ret == 1
    capsys.readouterr()
    print(checked.stderr)


def test_a_file_without_a_docstring(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    copytree(PROJECT, pytester.path, dirs_exist_ok=True)
    pytester.run(*CARDS)
    card = pytester.path / "docs" / "cards" / "test_greetings.md"
    assert (
        "<code>en</code> or <code>fr</code>. Others are refused.</p>"
        in card.read_text()
    )

    test = pytester.path / "tests" / "test_greetings.py"
    test.write_text(test.read_text().rpartition('"""')[2])
    pytester.run(*CARDS)
    capsys.readouterr()
    assert '<p class="rf-title">Greetings</p></div>' in card.read_text()
