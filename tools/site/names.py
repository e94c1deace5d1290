"""The public names of modules as a table: each with the first sentence of what it is.

It stands on the first page of the reference, whose entries are on the pages below. What
has an entry there has an anchor in the table, too: addresses from the time when all
entries were on one page lead to the row, whose link leads on.
"""

from __future__ import annotations

import griffe

from tools.markdown import table
from tools.records.api import is_ours, public_names
from tools.sources.catalogue import first_sentence

# Each table, by what a page includes: its modules, and whether its rows are anchors.
TABLES = {
    "names/restflow.test.md": (("restflow.test",), True),
    # Its entries are on the page of the table.
    "names/restflow.caching.md": (
        ("restflow.caching", "restflow.caching.testing"),
        False,
    ),
    "names/restflow.docs.md": (("restflow.docs",), False),
}


def tables() -> dict[str, str]:
    """Return each table, in Markdown, by what a page includes."""
    return {
        path: _table(modules, anchors=anchors)
        for path, (modules, anchors) in TABLES.items()
    }


def _table(modules: tuple[str, ...], *, anchors: bool) -> str:
    found = [
        (name, name.removeprefix(f"{modules[0]}."), target)
        for name, target in public_names().items()
        if name.rpartition(".")[0] in modules
    ]
    rows = [
        [
            f"{_anchors(name, target) if anchors else ''}[`{label}`][{name}]",
            _about(target),
        ]
        for name, label, target in sorted(found, key=lambda row: row[1].lower())
    ]
    return table(["Name", "What it is"], rows)


def _anchors(name: str, target: griffe.Object) -> str:
    """Return what the old addresses of a name and of its members lead to."""
    # Plain HTML: to Markdown, an id would be one more place of the name.
    members = target.all_members if isinstance(target, griffe.Class) else {}
    own = [m for m, found in members.items() if m[:1] != "_" and is_ours(found)]
    places = [name, *(f"{name}.{member}" for member in own)]
    return "".join(f'<span id="{place}"></span>' for place in places)


def _about(target: griffe.Object) -> str:
    text = target.docstring.value if target.docstring else ""
    return first_sentence(text.partition("\n\n")[0]).replace("|", "&#124;")
