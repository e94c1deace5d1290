"""Each channel of a secret is masked by code that a test would miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations.breaking import copy_into, edit, pytest_in
from tools.paths import SAMPLE

# All that the tests of masks need.
COPIED = (
    *("conftest.py", "pyproject.toml", "src", "tests/docs_package"),
    *(f"docs_src/{app}" for app in SAMPLE),
)

MASKING = "src/restflow/docs/_masking/masking.py"
BODIES = "src/restflow/docs/_masking/bodies.py"
DESCRIBING = "src/restflow/docs/_watching/describing.py"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the library."""
    return copy_into(tmp_path, COPIED)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param(
            MASKING,
            'in ("authorization", "proxy-authorization")',
            'in ("authorisation",)',
            id="header with a scheme",
        ),
        pytest.param(
            MASKING,
            "shown = self.hide(name, value)\n        if shown == MASK",
            "shown = None\n        if shown == MASK",
            id="header",
        ),
        pytest.param(
            MASKING, 'in ("cookie", "set-cookie")', 'in ("cooky",)', id="cookie"
        ),
        pytest.param(
            MASKING, "{bodies.pairs(query, self.hide)}", "{query}", id="query"
        ),
        pytest.param(
            BODIES,
            "    shown = hide(name, str(value)) if name else None\n",
            "    shown = None\n",
            id="JSON",
        ),
        pytest.param(
            BODIES, "return outer if outer and", "return key if outer and", id="nested"
        ),
        pytest.param(BODIES, "return pairs(text, hide)", "return text", id="form"),
        pytest.param(
            BODIES, "return _replaced(_PART, text, hide)", "return text", id="file"
        ),
        pytest.param(
            BODIES, "_replaced(_ELEMENT, text, hide)", "text", id="XML element"
        ),
        pytest.param(
            BODIES, "return _replaced(_INPUT, ", "return str(", id="hidden field"
        ),
        pytest.param(
            DESCRIBING,
            "return masker.body(text, kind, told=told)",
            "return masker.text(text) if told is None else text",
            id="body of a response",
        ),
        pytest.param(
            DESCRIBING,
            'masker.text(f"{type(error).__name__}: {error}")',
            'f"{type(error).__name__}: {error}"',
            id="exception",
        ),
        pytest.param(
            DESCRIBING,
            "masker.learn_parameters(query.sql, query.params)",
            "pass",
            id="parameter of a statement",
        ),
        pytest.param(
            MASKING, "_LITERAL.sub(\"'…'\", sql)", "sql", id="text of a statement"
        ),
        pytest.param(
            MASKING,
            "for value in (*_values(known), *_values(os.environ))",
            "for value in _values(os.environ)",
            id="setting",
        ),
        pytest.param(
            MASKING,
            "for value in (*_values(known), *_values(os.environ))",
            "for value in _values(known)",
            id="environment",
        ),
        pytest.param(
            MASKING,
            "return f\"{match['user']}:{MASK}\"",
            "return match[0]",
            id="URL of a database",
        ),
        pytest.param(
            MASKING, "text = text.replace(form, MASK)", "pass", id="what is printed"
        ),
        pytest.param(
            MASKING,
            "            quote_plus(data),\n",
            "",
            id="spelling of a form",
        ),
    ],
)
def test_a_channel_that_is_not_masked_fails_in_a_test(
    copy: Path, file: str, old: str, new: str
) -> None:
    edit(copy / file, old, new)

    said = pytest_in(copy, "tests/docs_package/test_masking.py")

    assert "FAILED tests/docs_package/test_masking.py" in said
