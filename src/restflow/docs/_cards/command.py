"""The command `python -m restflow.docs cards`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from restflow.docs._cards.card import FORMATS
from restflow.docs._cards.writing import outdated, planned, write
from restflow.docs._records.documented import RecordsError, documented

_OUTDATED = 1
_FAILED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Write cards, or check them.

    Args:
        arguments: The arguments of the command; by default those of the process.

    Returns:
        The exit code: 0, or 1 if `--check` found a file that is not current, or 2 if
        there is nothing to make cards of.
    """
    options = _parser().parse_args(arguments)
    try:
        plan = planned(documented(options.records), FORMATS[options.format])
        written, gone = outdated(plan, options.out)
    except RecordsError as error:
        sys.stderr.write(f"restflow.docs: {error}\n")
        return _FAILED
    if options.check:
        return _checked(options, written, gone)
    write(plan, options.out, written, gone)
    left = len(plan) - len(written)
    sys.stdout.write(
        f"{len(written)} written, {left} as before, {len(gone)} removed in "
        f"{options.out}.\n"
    )
    return 0


def _checked(options: argparse.Namespace, written: list[str], gone: list[str]) -> int:
    if not written and not gone:
        sys.stdout.write(f"{options.out} is current.\n")
        return 0
    files = "\n".join(f"  {options.out / name}" for name in [*written, *gone])
    records = " ".join(map(str, options.records))
    sys.stderr.write(
        f"These cards are not current:\n{files}\n"
        "Write them: python -m restflow.docs cards "
        f"{records} {options.out} --format {options.format}\n"
    )
    return _OUTDATED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m restflow.docs", description="Tests as documentation."
    )
    commands = parser.add_subparsers(required=True)
    cards = commands.add_parser(
        "cards", help="write a card for each test file that has a record"
    )
    cards.add_argument(
        "records",
        nargs="+",
        type=Path,
        help="a folder with records, a record, or a test file that has one",
    )
    cards.add_argument("out", type=Path, help="the folder to write into")
    cards.add_argument(
        "--format",
        choices=[*FORMATS],
        default="mkdocs",
        help="Markdown for MkDocs (the default), MyST for Sphinx, or pages in HTML",
    )
    cards.add_argument(
        "--check",
        action="store_true",
        help="write nothing; fail if a card is not current",
    )
    return parser
