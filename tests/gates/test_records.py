"""Gates: what a record vouches for is what made it, and the site says what it omits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gates.results import EXAMPLES
from tools.paths import DOCS, record_of
from tools.paths import EXAMPLES as FOLDER
from tools.records.fingerprint import fingerprint, hash_of
from tools.records.recording import noted
from tools.site import caching_matrix, comparison
from tools.site.left_out import left_out, placeholders

EXAMPLE = FOLDER / EXAMPLES[0].path


def test_the_comparison_is_of_the_tests_as_they_are() -> None:
    for series, databases in comparison.load().items():
        for database in databases:
            made = comparison.made_of().get(series, {}).get(database)
            assert made == comparison.now(), (
                "tests/comparison/project has changed since the comparison ran on "
                f"{comparison.DATABASES[database]} with Django {series}. Run `make "
                "comparison` where both are, and commit tests/comparison/record.json."
            )


def test_the_matrix_of_the_cache_is_of_the_cases_as_they_are() -> None:
    record = caching_matrix.load()
    for backend in record["outcomes"]:
        assert record["made_of"].get(backend) == caching_matrix.now(), (
            f"tests/caching/project has changed since its cases ran on {backend}. Run "
            "`python -m tests.caching.matrix` where that is, and commit "
            "tests/caching/matrix.json."
        )


def test_a_fingerprint_is_of_the_record_too(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(EXAMPLE)
    record = record_of(EXAMPLE)
    read = Path.read_bytes
    monkeypatch.setattr(
        Path,
        "read_bytes",
        lambda path: read(path) + (b" " if path == record else b""),
    )
    assert fingerprint(EXAMPLE) != before


def test_a_hash_is_of_names_and_of_texts(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tools.records.fingerprint.ROOT", tmp_path)
        one, two = tmp_path / "one", tmp_path / "two"
        one.write_text("x")
        two.write_text("x")
        assert hash_of([one]) != hash_of([two])
        before = hash_of([one, two])
        assert hash_of([two, one]) == before
        two.write_text("y")
        assert hash_of([one, two]) != before


def test_what_the_newest_run_skipped_has_not_passed() -> None:
    names = [example.path for example in EXAMPLES]
    paths = [FOLDER / name for name in names]
    before = dict.fromkeys(names, "as it was")
    # All but the last one ran now, and the first one passed.
    found = noted(before, now=paths[:1], ran=paths[:2])
    assert found == {
        names[0]: fingerprint(paths[0]),
        names[2]: "as it was",
    }


def test_the_site_says_what_records_leave_out() -> None:
    assert "<token>" in {*placeholders()}
    assert all(f"`{each}`" in left_out() for each in placeholders())
    assert '--8<-- "left-out.md"' in (DOCS / "verified.md").read_text(), (
        "docs/verified.md has to say what a record leaves out. Include left-out.md."
    )
