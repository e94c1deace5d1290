"""Gate: what pages say of `Cache-Status` is what restflow.caching answers."""

from __future__ import annotations

import ast
import re

import pytest

from tests.gates.spans import texts
from tools.paths import SOURCE

PAGE = "docs/guide/caching.md"
POLICY, FETCH, VISIT, PERSONAL = (
    (SOURCE / "restflow" / "caching" / name).read_text("utf-8")
    for name in ("_policy.py", "_fetch.py", "_visit.py", "_personal.py")
)
DETAIL = re.compile(r"detail=([a-z_-]+)")
# The name of an attribute that a project's middleware has set: django-csp's here.
ATTRIBUTES = {"csp_nonce"}


def bypasses() -> set[str]:
    """Return why a request is not looked up, or passes by the cache."""
    functions = [
        node
        for node in ast.walk(ast.parse(POLICY))
        if isinstance(node, ast.FunctionDef) and node.name in {"passes", "_passes_for"}
    ]
    returned = {
        text.value
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Return)
        for text in _either(node.value)
        if isinstance(text, ast.Constant)
    }
    passed = set(re.findall(r"_bypass\(call, \"([a-z-]+)\"\)", FETCH))
    return {str(text) for text in returned | passed} - {"", "method"}


def _either(value: ast.expr | None) -> list[ast.expr | None]:
    return [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]


def refusals() -> set[str]:
    """Return why a response is not stored."""
    reasons = set(re.findall(r"^ {12}\"([a-z-]+)\": ", POLICY, re.MULTILINE))
    missed = set(re.findall(r"\"miss\", \"([a-z-]+)\"\)", FETCH))
    packed = set(re.findall(r"_refused = \"([a-z-]+)\"", VISIT))
    used = set(re.findall(r"\"([a-z]+)\"", PERSONAL)) & {
        "cookie",
        "messages",
        "session",
    }
    return reasons | missed | packed | used | ATTRIBUTES


def rows(text: str, way: str) -> set[str]:
    """Return the details that the table has, of one way."""
    return set(
        re.findall(rf"^\| `fwd={way}; detail=([a-z_-]+)` \|", text, re.MULTILINE)
    )


def test_the_table_says_why_a_request_passes_by_the_cache() -> None:
    said, true = rows(texts()[PAGE], "bypass"), bypasses()
    assert said == true, (
        f"{PAGE} has no row for {sorted(true - said)} in its table of `Cache-Status`, "
        f"and rows for {sorted(said - true)}, which nothing answers. Write what "
        "src/restflow/caching has."
    )


def test_the_table_says_why_a_response_is_not_stored() -> None:
    said = rows(texts()[PAGE], "uri-miss")
    assert said
    assert said <= refusals(), (
        f"{PAGE} has {sorted(said - refusals())} in its table of `Cache-Status`, which "
        f"nothing answers. src/restflow/caching has {sorted(refusals())}."
    )


@pytest.mark.parametrize(
    ("page", "detail"),
    [(page, each) for page, text in texts().items() for each in DETAIL.findall(text)],
)
def test_a_detail_on_a_page_is_one_that_is_answered(page: str, detail: str) -> None:
    assert detail in bypasses() | refusals(), (
        f"{page} has `detail={detail}`, which nothing answers. Write one of "
        f"{', '.join(sorted(bypasses() | refusals()))}."
    )
