"""How many small changes of the library the examples notice, for the page "Verified".

`make score ARGS=--write` finds it out and writes it down. It takes long, so it is not
done anew with each change: the page says when it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from textwrap import indent
from typing import Any

from tools.markdown import table
from tools.paths import ROOT, SOURCE

SCORE = ROOT / "tests" / "mutations" / "score.json"


def hash_of_library() -> str:
    """Return what changes with each change of the library."""
    digest = hashlib.sha256()
    for path in sorted(SOURCE.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def survivors() -> list[dict[str, Any]]:
    """Return the changes that no example has noticed, as they were written down."""
    found: list[dict[str, Any]] = json.loads(SCORE.read_text("utf-8"))["survivors"]
    return found


def score() -> str:
    """Return the score and the survivors, in Markdown."""
    found = json.loads(SCORE.read_text(encoding="utf-8"))
    changed = found["library"] != hash_of_library()
    since = " The library has changed since then." if changed else ""
    head = [name.capitalize() for name in found["head"]]
    head_of_survivors = [
        "File",
        "Code",
        "Changed to",
        "Executed by",
        "Why it is missed",
    ]
    missed = table(head_of_survivors, map(_cells, found["survivors"]))
    return (
        f"Measured on {found['on']}.{since}\n\n"
        f"{table(head, found['parts'])}\n"
        '??? note "The changes that no example has noticed"\n\n'
        f"{indent(missed, '    ')}"
    )


def _cells(survivor: Mapping[str, Any]) -> list[str]:
    code = (survivor[key].replace("`", "'") for key in ("file", "old", "new"))
    return [*(f"`{text}`" for text in code), str(survivor["examples"]), survivor["why"]]
