"""The gates of examples, records, includes and tables fail when they should.

Each test breaks one thing in a copy of the repository, and reads what a gate says.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.mutations.breaking import copy_into
from tests.support import forked
from tools.paths import ROOT

COPIED = (
    "CONTRIBUTING.md",
    "conftest.py",
    "docs",
    "docs_src",
    "mkdocs.yml",
    "pyproject.toml",
    "src",
    "tests",
    "tools",
    "build/cards",
    ".cache/runs",
)


class Breakage(NamedTuple):
    """Something that is broken, and what a gate has to say of it.

    Attributes:
        file: The file that is edited.
        old: A pattern that it has.
        new: What takes its place.
        gate: The module below `tests.gates` that notices it.
        said: Words of what it says.
    """

    file: str
    old: str
    new: str
    gate: str
    said: str


QUERY = "docs_src/client/test_query.py"
HEAD = r'self\.assertEqual\(response\.asgi_request\.GET\["page"\], "2"\)'
CLIENT, FACTORY, CASES = (
    f"docs/guide/{name}.md" for name in ("client", "factory", "cases")
)
VERBS = '--8<-- "client/verbs.md"'

BROKEN = {
    "a test without its assertion": Breakage(
        QUERY,
        HEAD,
        "pass",
        "test_assertions",
        "test_head_has_the_same_query asserts nothing",
    ),
    "an assertion that is true anyway": Breakage(
        QUERY, HEAD, "assert response or True", "test_assertions", "can't be false"
    ),
    "an assertion of a thing with itself": Breakage(
        QUERY,
        HEAD,
        "self.assertEqual(response.status_code, response.status_code)",
        "test_assertions",
        "can't be false",
    ),
    "assertTrue for assertEqual": Breakage(
        QUERY,
        HEAD,
        "self.assertTrue(response.status_code, 200)",
        "test_assertions",
        "can't be false",
    ),
    "an assertion that is a tuple": Breakage(
        QUERY,
        HEAD,
        'assert (response.status_code == 200, "no")',
        "test_assertions",
        "can't be false",
    ),
    "a marker without its space": Breakage(
        QUERY,
        f"({HEAD})",
        r"\1  #[!]",
        "test_examples",
        "write the marker as two spaces",
    ),
    "a marker with something after it": Breakage(
        QUERY,
        f"({HEAD})",
        r"\1  # [!] see",
        "test_examples",
        "write the marker as two spaces",
    ),
    "a card twice on a page": Breakage(
        CLIENT,
        VERBS,
        f"{VERBS}\n\n{VERBS}",
        "test_includes",
        "includes client/verbs.md twice",
    ),
    "an include in another spelling": Breakage(
        CLIENT,
        VERBS,
        "--8<-- 'client/verbs.md'",
        "test_includes",
        "is no include that the gates know",
    ),
    "a card that has left its heading": Breakage(
        FACTORY,
        r'(?s)(## CSRF checks\n.*?)--8<-- "request_factory/csrf.md"\n(.*?## Add it)',
        r"\1\2",
        "test_includes",
        "nothing is run under “CSRF checks”",
    ),
    "an error that is named and not shown": Breakage(
        FACTORY,
        r"(## Query, headers and host\n)",
        r"\1\nIt may raise `restflow.E110`.\n",
        "test_includes",
        "“Query, headers and host” names E110, includes no card",
    ),
    "a link to another error": Breakage(
        "docs/guide/authentication.md",
        r"\[`restflow\.E110`\]\(\.\./errors/e110\.md\)",
        "[`restflow.E110`](../errors/e120.md)",
        "test_includes",
        "names one error and leads to another place",
    ),
    "a row with an example of something else": Breakage(
        "docs_src/rows.toml",
        r"(?m)^J18 = .*$",
        'J18 = ["client/test_query.py"]',
        "test_rows",
        "J18 names client/test_query.py, which has none of the words outbox",
    ),
    "a row without words": Breakage(
        "docs_src/rows.toml",
        r"\Z",
        'X01 = ["client/test_query.py"]\n',
        "test_rows",
        "no words of X01",
    ),
    "a table to choose from without a link": Breakage(
        CASES,
        r"\[Example\]\(#example-cases-rollback\)",
        "as anybody knows",
        "test_choosing",
        "links to no card",
    ),
    "a table to choose from with another link": Breakage(
        CASES,
        "#example-cases-rollback",
        "#example-cases-no_database",
        "test_choosing",
        "links to an example that has no AsyncAPITestCase",
    ),
    "a table to choose from without its column": Breakage(
        CASES, "Shown by", "Example", "test_choosing", "Give the table its column back"
    ),
    "a comparison of other tests": Breakage(
        "tests/comparison/project/cases_pytest.py",
        r"\Z",
        "\n",
        "test_records",
        "Run `make comparison`",
    ),
    "a matrix of other cases": Breakage(
        "tests/caching/project/cases_rows.py",
        r"\Z",
        "\n",
        "test_records",
        "Run `python -m tests.caching.matrix`",
    ),
    "a page that keeps what records leave out to itself": Breakage(
        "docs/verified.md",
        '--8<-- "left-out.md"\n',
        "",
        "test_records",
        "has to say what a record leaves out",
    ),
}


LOST = "docs_src/caching_testing/test_hold_at.py"
PLUGIN = "src/restflow/pytest_plugin.py"
BROKEN_FILES = {
    *(broken.file for broken in BROKEN.values()),
    *(LOST, LOST.replace(".py", ".json"), QUERY.replace(".py", ".json"), PLUGIN),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository, with the runs and the cards that it has now."""
    return copy_into(tmp_path_factory.mktemp("truth"), COPIED)


@pytest.fixture
def copy(whole: Path) -> Iterator[Path]:
    """The copy, in which what a test breaks is whole again after it."""
    yield whole
    for name in BROKEN_FILES:
        shutil.copy(ROOT / name, whole / name)


def fails(copy: Path, module: str, *arguments: str) -> str:
    """Run a module in the copy, which has to fail, and return what it says."""
    path = os.pathsep.join([str(copy / "src"), str(copy)])
    done = forked.run(
        [sys.executable, "-m", module, *arguments],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "200"},
        timeout=300,
    )
    said = done.stdout + done.stderr
    assert done.returncode, f"Nothing noticed:\n{said}"
    return " ".join(re.sub(r"(?m)^E +", "", said).split())


def gate(copy: Path, name: str, *arguments: str) -> str:
    file = f"tests/gates/{name}.py"
    return fails(copy, "pytest", "-q", "-p", "no:cacheprovider", file, *arguments)


def edit(file: Path, old: str, new: str) -> None:
    text, number = re.subn(old, new, file.read_text())
    assert number, f"{file.name} has no {old!r}"
    file.write_text(text)


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_named_with_what_to_do(copy: Path, broken: Breakage) -> None:
    edit(copy / broken.file, broken.old, broken.new)
    assert broken.said in gate(copy, broken.gate)


def test_a_record_that_was_edited_is_not_verified(copy: Path) -> None:
    edit((copy / QUERY).with_suffix(".json"), '"status": 200', '"status": 201')
    said = fails(copy, "tools.site.cards")
    assert "have not passed as they stand now: docs_src/client/test_query.py" in said


def test_a_deleted_example_is_asked_for_and_not_a_new_one(copy: Path) -> None:
    (copy / LOST).unlink()
    for said in (fails(copy, "tools.site.cards"), gate(copy, "test_examples")):
        assert f"Examples that are not there: {LOST} is named in" in said
        assert "test_hold_at.json, its record" in said
        assert "docs/guide/caching-testing.md" in said
        assert "rite an example" not in said


def test_a_renamed_example_asks_for_its_new_name(copy: Path) -> None:
    shutil.move(copy / LOST, (copy / LOST).with_name("test_held.py"))
    said = gate(copy, "test_examples", "-k", "gone")
    (copy / LOST).with_name("test_held.py").unlink()
    assert "rename it in these places" in said
    assert "caching_testing/test_held.py: if that is its new name, use it." in said


def test_a_deleted_example_whose_record_is_gone_is_asked_for(copy: Path) -> None:
    (copy / LOST).unlink()
    (copy / LOST).with_suffix(".json").unlink()
    said = gate(copy, "test_reference", "-k", "Hold.release and executed")
    assert f"Examples that are not there: {LOST} is named in" in said
    assert "rite an example" not in said


def test_a_renamed_fixture_asks_for_its_new_name(copy: Path) -> None:
    edit(copy / PLUGIN, r"\basync_api_rf\b", "async_factory")
    said = gate(copy, "test_reference", "-k", "async_factory and executed")
    assert "not public any more: restflow.pytest_plugin.async_api_rf in" in said
    assert "No new example is needed." in said
    said = gate(copy, "test_reference", "-k", "names_what_is_public")
    assert "if it has been renamed, rename it there" in said
    assert "not in the reference: restflow.pytest_plugin.async_factory." in said
