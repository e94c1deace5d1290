"""The examples and the gates fail when they should, and say what is wrong.

Each test breaks one thing in a copy of the repository and runs there what `make test`
runs. Each takes some seconds, so `make prove` runs them and `make test` does not.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutations.breaking import (
    EXAMPLES,
    edit,
    environment_of,
    failing,
    pytest_in,
)
from tools.sources.traps import Trap, catalogue


def test_an_untouched_copy_passes(copy: Path) -> None:
    environment = environment_of(copy)
    _, *recorded = EXAMPLES
    # Enough to see that it is no fault of the copy if anything fails in one.
    for arguments in (("docs_src/client", *recorded), ("tests/gates",)):
        command = [sys.executable, "-m", "pytest", "-q", "-x", *arguments]
        subprocess.run(command, cwd=copy, env=environment, check=True)  # noqa: S603


def test_another_default_format_fails_in_an_example(copy: Path) -> None:
    edit(copy / "src/restflow/test/_request/encoding.py", 'or "json"', 'or "multipart"')
    assert "FAILED docs_src/" in pytest_in(copy, *EXAMPLES)


def test_a_logout_that_keeps_credentials_fails_in_an_example(copy: Path) -> None:
    client = copy / "src/restflow/test/_client/identity.py"
    forget = client.read_text().index("def _forget")
    text = client.read_text()
    client.write_text(
        text[:forget] + text[forget:].replace("self._credentials = {}", "pass", 1)
    )
    said = pytest_in(copy, *EXAMPLES, "-k", "test_logout")
    assert "FAILED docs_src/authentication/test_logout" in said


def test_a_synchronous_client_as_the_first_one_fails_in_an_example(copy: Path) -> None:
    edit(
        copy / "src/restflow/test/_cases/classes.py",
        "    client_class: Any = AsyncAPIClient",
        "    client_class: Any = APIClient",
    )
    said = pytest_in(copy, *EXAMPLES)
    assert "FAILED docs_src/" in said
    assert "E120" in said or "can't be used in 'await' expression" in said


def test_a_synchronous_client_that_tests_share_fails_in_a_test(copy: Path) -> None:
    edit(
        copy / "src/restflow/test/_cases/classes.py",
        """    @cached_property
    def sync_client(self) -> APIClient:
""",
        """    sync_client = SyncAPIClient("self.client")

    def unused(self) -> APIClient:
""",
    )
    said = pytest_in(copy, "tests/cases/test_classes.py", "-k", "synchronous_test")
    assert "FAILED tests/cases/test_classes.py::" in said
    assert "met" in said


def test_a_refusal_that_is_no_assertion_fails_in_an_example(copy: Path) -> None:
    edit(
        copy / "src/restflow/test/_request/errors.py",
        "(RequestArgumentError, AssertionError)",
        "(RequestArgumentError)",
    )
    said = pytest_in(copy, *EXAMPLES, "-k", "format_and_content_type")
    assert "test_it_is_what_rest_framework_raises_for_data" in said


def test_a_json_response_without_data_fails_in_an_example(copy: Path) -> None:
    edit(
        copy / "src/restflow/test/_client/client.py",
        "        add_payload(response)\n",
        "",
    )
    said = pytest_in(copy, *EXAMPLES, "-k", "test_attributes")
    assert "test_a_response_of_a_plain_view_has_data_as_well" in said


def test_a_renamed_method_fails_in_an_example(copy: Path) -> None:
    edit(
        copy / "src/restflow/test/_client/identity.py",
        "def credentials(",
        "def set_headers(",
    )
    assert "'AsyncAPIClient' object has no attribute 'credentials'" in pytest_in(
        copy, *EXAMPLES
    )


def test_a_documented_option_that_is_gone_fails_in_a_gate(copy: Path) -> None:
    edit(
        copy / "src/restflow/test/_client/identity.py",
        "| None = None, token: Any = None\n",
        "| None = None\n",
    )
    said = pytest_in(copy, "tests/gates/test_reference.py")
    assert (
        "restflow.test.AsyncAPIClient.force_authenticate documents 'token', which it "
        "does not take" in said
    )


def test_a_public_function_without_an_example_fails_in_a_gate(copy: Path) -> None:
    module = copy / "src/restflow/test/__init__.py"
    edit(module, '    "record_exchanges",\n', '    "record_exchanges",\n    "shout",\n')
    with module.open("a") as file:
        file.write(
            '\n\ndef shout() -> None:\n    """Shout.\n\n'
            '    Since:\n        0.1.0.\n    """\n'
        )
    said = pytest_in(copy, "tests/gates/test_reference.py", "-p", "no:randomly")
    assert "Add `::: restflow.test.shout`" in said
    said = pytest_in(copy, "tests/gates/test_reference.py", "-k", "executed")
    assert "restflow.test.shout" in said
    assert "If the name is new, write an example." in said


def test_a_public_name_with_two_entries_fails_in_a_gate(copy: Path) -> None:
    with (copy / "docs/reference/test/client.md").open("a") as page:
        page.write("\n::: restflow.test.Query\n")
    said = pytest_in(copy, "tests/gates/test_reference.py")
    assert "A link would lead to any of them." in said
    assert "reference/test/queries.md" in said


def test_an_example_on_no_page_fails_in_a_gate(copy: Path) -> None:
    source = copy / "docs_src/client/test_verbs.py"
    shutil.copy(source, source.with_name("test_lonely.py"))
    said = pytest_in(copy, "tests/gates/test_pages.py")
    assert "client/test_lonely.py is on no page" in said


def test_python_on_a_page_fails_in_a_gate(copy: Path) -> None:
    with (copy / "docs/guide/client.md").open("a") as page:
        page.write("\n```python\nprint(1)\n```\n")
    said = pytest_in(copy, "tests/gates/test_pages.py")
    assert re.search(r"docs/guide/client\.md:\d+ holds Python that nothing runs", said)


def test_another_limit_fails_in_a_gate_wherever_prose_states_it(copy: Path) -> None:
    edit(
        copy / "src/restflow/test/_database/turns.py",
        "_PATIENCE = 4.0",
        "_PATIENCE = 6.0",
    )
    said = pytest_in(copy, "tests/gates/test_numbers.py", "--maxfail=99")
    for page in (
        "docs/guide/database.md",
        "docs/guide/live.md",
        "docs/reference/pytest.md",
        "docs_src/live/test_connection_taken.py",
    ):
        assert f"{page} says" in said


def test_a_number_that_nobody_knows_fails_in_a_gate(copy: Path) -> None:
    with (copy / "docs/guide/client.md").open("a") as page:
        page.write("\nA request is sent again up to three times.\n")
    said = pytest_in(copy, "tests/gates/test_numbers.py")
    assert "is sent again up to three times" in said
    assert "Nobody knows whether this number is right." in said


def test_a_dead_anchor_fails_in_a_gate(copy: Path) -> None:
    with (copy / "docs/guide/client.md").open("a") as page:
        page.write("\n[gone](cases.md#no-such-heading)\n")
    assert "no-such-heading" in pytest_in(copy, "tests/gates/test_site.py")


def test_a_wrong_include_fails_in_a_gate(copy: Path) -> None:
    with (copy / "docs/guide/client.md").open("a") as page:
        page.write('\n--8<-- "client/no_such_card.md"\n')
    said = pytest_in(copy, "tests/gates/test_pages.py")
    assert "docs/guide/client.md includes 'client/no_such_card.md'" in said


def test_another_answer_changes_the_records_that_show_it(copy: Path) -> None:
    edit(copy / "docs_src/project/views.py", '"ok"', '"fine"')
    # However it is quoted: as a body, as printed output, or in an assertion.
    shown = {
        example.relative_to(copy / "docs_src").as_posix()
        for example in (copy / "docs_src").glob("*/test_*.py")
        for text in (example.read_text(), example.with_suffix(".json").read_text())
        if re.search(r"status\W{1,12}ok\b", text)
    }
    assert shown
    # Those beside them do not.
    topics = {f"docs_src/{Path(example).parent}" for example in shown}
    _, *recorded = EXAMPLES
    every = ("--maxfail=1000", "-p", "no:cacheprovider")
    said = pytest_in(copy, *topics, *recorded, *every)
    assert set(re.findall(r"(\w+/test_\w+\.py)(?: no longer|::)", said)) == shown


def test_an_example_that_no_run_passed_gets_no_card(copy: Path) -> None:
    with (copy / "docs_src/client/test_verbs.py").open("a") as example:
        example.write("\n")
    said = failing([sys.executable, "-m", "tools.site.cards"], copy)
    assert "client/test_verbs.py" in said
    assert "make examples" in said


def test_a_skipped_example_keeps_its_card_and_fails_where_all_have_to_run(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for run in (copy / ".cache/runs").iterdir():
        run.unlink()
    example = copy / "docs_src/client/test_verbs.py"
    record = example.with_suffix(".json").read_text()
    edit(example, "class VerbTests", "@skip('no browser')\nclass VerbTests")
    edit(example, "from restflow", "from unittest import skip\n\nfrom restflow")
    arguments = (str(example), "-p", "tools.records.recording", "--records=write")

    monkeypatch.setenv("CI", "true")
    said = pytest_in(copy, *arguments)
    assert "client/test_verbs.py was skipped, and CI is set" in said
    assert example.with_suffix(".json").read_text() == record
    # The others have not passed; this one is not among them.
    said = failing([sys.executable, "-m", "tools.site.cards"], copy)
    assert "client/test_generic.py" in said
    assert "client/test_verbs.py" not in said


class Silence(ast.NodeTransformer):
    """Takes out of a module what raises the error of one trap, or reports it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found = False

    def _reports(self, node: ast.expr) -> bool:
        """Tell whether an expression is the message of the trap's system check."""
        return isinstance(node, ast.Call) and any(
            keyword.arg == "id"
            and isinstance(keyword.value, ast.Attribute)
            and ast.unparse(keyword.value) == f"{self.name}.code"
            for keyword in node.keywords
        )

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        match node.value:
            case ast.Call(args=[message]) if self._reports(message):
                self.found = True
                return ast.copy_location(ast.Pass(), node)
            case ast.Yield(value=ast.Tuple(elts=[ast.Name(id=self.name), *_])):
                self.found = True
                return ast.copy_location(ast.Pass(), node)
        return node

    def silence(self, node: ast.Raise | ast.Return) -> ast.stmt:
        match node:
            case (
                ast.Return(value=ast.List(elts=[message]))
                | ast.Return(value=ast.ListComp(elt=message))
            ) if self._reports(message):
                self.found = True
                return ast.copy_location(ast.Return(ast.List([], ast.Load())), node)
            case (
                ast.Raise(exc=ast.Call(args=[ast.Name(id=self.name), *_]))
                | ast.Return(value=ast.Call(args=[ast.Name(id=self.name), *_]))
            ):
                self.found = True
                return ast.copy_location(ast.Return(ast.Constant(None)), node)
        return node

    visit_Raise = visit_Return = silence  # noqa: N815  (ast's own names)


@pytest.mark.parametrize(
    "trap", [t for t in catalogue() if t.example], ids=lambda trap: trap.code
)
def test_a_trap_that_is_not_caught_fails_its_example(copy: Path, trap: Trap) -> None:
    silenced = 0
    for module in (copy / "src/restflow").rglob("*.py"):
        silence = Silence(trap.name)
        tree = silence.visit(ast.parse(module.read_text()))
        if silence.found:
            module.write_text(ast.unparse(ast.fix_missing_locations(tree)))
            silenced += 1
    assert silenced, f"Nothing in the library raises {trap.name}"
    assert f"FAILED docs_src/{trap.example}" in pytest_in(
        copy, f"docs_src/{trap.example}", "--maxfail=99"
    )


def test_a_room_that_knows_a_higher_one_breaks_a_contract(copy: Path) -> None:
    module = copy / "src/restflow/test/_request/scope.py"
    edit(
        module,
        "from restflow._traps import UNKNOWN_KEYWORD\n",
        "from restflow._traps import UNKNOWN_KEYWORD\n"
        "from restflow.test._client.pending import awaited\n",
    )
    linter = Path(sys.executable).with_name("lint-imports")
    said = failing([str(linter), "--no-logo", "--no-cache"], copy)
    assert "The rooms of restflow.test BROKEN" in said
    assert "restflow.test._request.scope -> restflow.test._client.pending" in said


# A line of the cache that is undone, and what fails without it.
UNDONE = {
    "_tables.py": (
        "{owner, *ends(owner), ",
        "{owner, ",
        "caching_pitfalls/test_through",
    ),
    "_rules.py": (
        "if not (rule.may_be_view and is_view(rule.model, alias)):",
        "if True:",
        "caching/test_views_of_the_database",
    ),
    "_behind.py": (
        "behind = found_in(connection).behind",
        "behind = dict[str, frozenset[str]]()",
        "caching/test_triggers",
    ),
    "_visit.py": (
        "self._policy.refuses(self._http, response, used)",
        '""',
        "caching/test_one_response",
    ),
}


@pytest.mark.parametrize("module", UNDONE)
def test_a_line_of_the_cache_that_is_undone_fails_its_example(
    copy: Path, module: str
) -> None:
    old, new, example = UNDONE[module]
    edit(copy / "src/restflow/caching" / module, old, new)
    said = pytest_in(copy, f"docs_src/{example}.py")
    assert f"FAILED docs_src/{example}.py::" in said


def test_a_table_that_is_written_in_a_transaction_fails_a_test(copy: Path) -> None:
    edit(
        copy / "src/restflow/caching/_backends.py",
        "    if not _is_in_transaction(theirs) or",
        "    if True or",
    )
    said = pytest_in(copy, "tests/caching/test_beside.py", "-k", "sqlite")
    assert "test_sqlite_takes_one_writer" in said


ACCESS = "docs_src/stories/test_access_table.py"


def test_a_route_without_a_row_fails_the_access_table(copy: Path) -> None:
    edit(
        copy / "docs_src/project/urls.py",
        '    path("echo/", echo, name="echo"),\n',
        '    path("echo/", echo, name="echo"),\n'
        '    path("echo/again/", echo, name="again"),\n',
    )
    said = pytest_in(copy, ACCESS)
    assert f"FAILED {ACCESS}::test_access" in said
    assert re.search(r"does not name what views offer:\nE +GET /api/echo/again/", said)


def test_a_view_that_is_opened_to_everybody_fails_the_access_table(copy: Path) -> None:
    edit(
        copy / "docs_src/orders/views.py",
        "    permission_classes = [IsAuthenticated]\n",
        "    permission_classes = []\n",
    )
    said = pytest_in(copy, ACCESS)
    assert f"FAILED {ACCESS}::test_access" in said
    assert re.search(r"GET +/api/orders/ +401 -> 200 !", said)


def test_an_endpoint_that_takes_any_status_fails_an_example(copy: Path) -> None:
    edit(
        copy / "src/restflow/test/_stories/endpoints.py",
        "return status in _SUCCESS if wanted is None else status == wanted",
        "return wanted is None or status in range(100, 600)",
    )
    said = pytest_in(copy, "docs_src/stories/test_transcript.py", "-p", "no:randomly")
    assert "test_a_failing_story - Failed: DID NOT RAISE" in said


def test_a_cell_that_is_not_rolled_back_fails_the_access_table(copy: Path) -> None:
    edit(
        copy / "src/restflow/test/_access/access.py",
        "                undo()\n                # What makes",
        "                # What makes",
    )
    said = pytest_in(copy, ACCESS)
    assert f"FAILED {ACCESS}::test_access" in said
    # The customer has deleted what the owner deletes next.
    assert re.search(r"DELETE +/api/products/\{pk\}/ +401 +204 +204 -> 404 !", said)
