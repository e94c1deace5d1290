"""The command that writes cards: what it writes, keeps, removes, and refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from restflow.docs._cards.command import main
from tests.docs_package.test_documented import put


@pytest.fixture
def tests(tmp_path: Path) -> Path:
    folder = tmp_path / "tests"
    folder.mkdir()
    put(folder)
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def cards(*arguments: str | Path) -> int:
    return main(["cards", *map(str, arguments)])


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


def test_it_writes_cards_a_list_and_the_stylesheet(tests: Path, out: Path) -> None:
    assert cards(tests, out) == 0
    assert names(out) == ["index.md", "restflow-cards.css", "test_orders.md"]


def test_pages_in_html_stand_alone(tests: Path, out: Path) -> None:
    assert cards(tests, out, "--format", "html") == 0
    assert names(out) == ["index.html", "test_orders.html"]
    page = (out / "test_orders.html").read_text()
    assert "--restflow-accent" in page
    assert "<link" not in page
    assert "src=" not in page


def test_only_what_changed_is_written(tests: Path, out: Path) -> None:
    put(tests, "test_others")
    cards(tests, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.*")}
    (tests / "test_others.py").write_text('"""Something else."""')
    cards(tests, out)
    changed = {
        path.name for path, when in before.items() if path.stat().st_mtime_ns != when
    }
    assert changed == {"index.md", "test_others.md"}


def test_a_card_of_a_test_that_is_gone_is_removed(tests: Path, out: Path) -> None:
    record = put(tests, "test_others")
    cards(tests, out)
    record.unlink()
    record.with_suffix(".py").unlink()
    cards(tests, out)
    assert names(out) == ["index.md", "restflow-cards.css", "test_orders.md"]


def test_files_of_others_stay(tests: Path, out: Path) -> None:
    out.mkdir()
    (out / "notes.md").write_text("Ours.")
    (out / "picture.bin").write_bytes(b"\xff\xfe\x00")
    assert cards(tests, out) == 0
    assert {"notes.md", "picture.bin"} <= set(names(out))


def test_a_file_of_others_in_the_place_of_a_card_is_not_overwritten(
    tests: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out.mkdir()
    (out / "index.md").write_text("Ours.")
    assert cards(tests, out) == 2
    assert "index.md is there" in capsys.readouterr().err
    assert names(out) == ["index.md"]
    assert (out / "index.md").read_text() == "Ours."


def test_the_output_may_not_be_a_file(tests: Path, out: Path) -> None:
    out.write_text("")
    assert cards(tests, out) == 2


def test_a_test_file_called_index_is_refused(tests: Path, out: Path) -> None:
    put(tests, "index")
    assert cards(tests, out) == 2


def test_check_passes_after_writing(tests: Path, out: Path) -> None:
    cards(tests, out)
    assert cards(tests, out, "--check") == 0


def test_check_names_what_is_not_current_and_writes_nothing(
    tests: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cards(tests, out)
    (out / "test_orders.md").write_text(
        "<!-- Made by python -m restflow.docs cards -->"
    )
    (out / "old.md").write_text("<!-- Made by python -m restflow.docs cards -->\n")
    assert cards(tests, out, "--check") == 1
    told = capsys.readouterr().err
    assert "test_orders.md" in told
    assert "old.md" in told
    assert "index.md" not in told
    assert f"python -m restflow.docs cards {tests} {out}" in told
    assert (out / "old.md").exists()


@pytest.mark.parametrize("missing", ["empty", "nowhere"])
def test_without_records_it_says_so(
    tmp_path: Path, out: Path, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert cards(tmp_path / missing, out) == 2
    assert missing in capsys.readouterr().err
    assert not out.exists()


def test_several_places_make_one_set_of_cards(
    tests: Path, tmp_path: Path, out: Path
) -> None:
    (tmp_path / "others").mkdir()
    put(tmp_path / "others")
    assert cards(tests, tmp_path / "others", out) == 0
    assert {"tests/test_orders.md", "others/test_orders.md"} <= set(names(out))


def test_the_command_is_shown_from_the_project(
    tests: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tests.parent)
    cards("tests", out)
    assert ">pytest tests/test_orders.py<" in (out / "test_orders.md").read_text()
