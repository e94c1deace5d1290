"""Which files cards are written into, and what is done with those that are there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from restflow.docs._cards.card import CSS, MARK, Card, Format, stylesheet
from restflow.docs._records.documented import Documented, RecordsError

_INDEX = "index"


def planned(files: Sequence[Documented], form: Format) -> dict[str, str]:
    """Return the text of each file to write, by its path below the output folder.

    Args:
        files: The test files.
        form: The format.
    """
    base = Path(os.path.commonpath([file.path.resolve().parent for file in files]))
    cards = [_card(file, base) for file in files]
    plan = {f"{card.name}{form.suffix}": form.one(card) for card in cards}
    index = f"{_INDEX}{form.suffix}"
    if index in plan:
        raise RecordsError(f"The card of {base / _INDEX}.py would be the list of all.")
    plan[index] = form.all(cards)
    if form.has_stylesheet:
        plan[CSS] = f"/* {MARK} */\n{stylesheet()}"
    return plan


def outdated(plan: dict[str, str], out: Path) -> tuple[list[str], list[str]]:
    """Return which files are to be written, and which of ours are to be removed.

    Args:
        plan: The text of each file.
        out: The output folder.

    Raises:
        RecordsError: A file that is not ours is in the place of one.
    """
    if out.exists() and not out.is_dir():
        raise RecordsError(f"{out} is no folder.")
    written = [name for name, text in plan.items() if _text(out / name) != text]
    for name in written:
        if (out / name).exists() and not _is_ours(out / name):
            raise RecordsError(
                f"{out / name} is there, and was not written by this command. Move it "
                "away, or name another folder."
            )
    there = [path for path in sorted(out.rglob("*")) if path.is_file()]
    names = [path.relative_to(out).as_posix() for path in there]
    return written, [n for n in names if n not in plan and _is_ours(out / n)]


def write(plan: dict[str, str], out: Path, written: list[str], gone: list[str]) -> None:
    """Write files, and remove others.

    Args:
        plan: The text of each file.
        out: The output folder.
        written: Which files to write.
        gone: Which files to remove.
    """
    for name in written:
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(plan[name], encoding="utf-8", newline="\n")
    for name in gone:
        (out / name).unlink()


def _card(file: Documented, base: Path) -> Card:
    path, here = file.path.resolve(), Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else file.path
    name = path.relative_to(base).with_suffix("").as_posix()
    return Card(file, name, shown.as_posix())


def _text(path: Path) -> str | None:
    """Return what is in a file, or None if that is no text or the file is not there."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None


def _is_ours(path: Path) -> bool:
    start = (_text(path) or "").split("\n", 2)[:2]
    return any(MARK in line for line in start)
