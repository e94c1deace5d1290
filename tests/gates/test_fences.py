"""Gates: Python in the README and in docstrings runs, and prints what it says."""

from __future__ import annotations

import ast

import pytest
from pytest_examples import CodeExample, EvalExample, find_examples

from tools.paths import ROOT

FENCES = list(find_examples(ROOT / "README.md", ROOT / "src"))


def only_defines(source: str) -> bool:
    """Tell whether running this proves nothing, as it only defines a test."""
    definitions = (
        ast.Import,
        ast.ImportFrom,
        ast.ClassDef,
        ast.FunctionDef,
        ast.AsyncFunctionDef,
    )
    return all(isinstance(node, definitions) for node in ast.parse(source).body)


def test_the_readme_has_an_example() -> None:
    assert any(example.path.name == "README.md" for example in FENCES)


def test_a_fence_that_only_defines_a_test_is_recognised() -> None:
    assert only_defines("import a\nasync def test_b(): assert False")
    assert not only_defines("async def f(): ...\nprint(f)")


@pytest.mark.parametrize("fence", FENCES, ids=str)
def test_a_fence_runs_and_prints_what_it_says(
    fence: CodeExample, eval_example: EvalExample
) -> None:
    if fence.prefix.strip() not in {"py", "python"}:
        return
    assert not only_defines(fence.source), (
        f"{fence} only defines things, so that running it proves nothing. Make it an "
        "example in docs_src."
    )
    # Reported in words of our own: the traceback that pytest-examples makes up can
    # crash pytest on Python 3.11.
    try:
        eval_example.run_print_check(fence)
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001
        problem = f"{type(error).__name__}: {error}"
    else:
        return
    pytest.fail(f"{fence} fails.\n{problem}", pytrace=False)
