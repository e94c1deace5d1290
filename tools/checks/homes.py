"""Where everything in the library lives, as a table in CONTRIBUTING.md.

`python -m tools.checks.homes` prints it, and `--write` puts it into the file. A gate
fails while the two differ.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tools.paths import ROOT, SOURCE
from tools.records.api import public_names

FILE = ROOT / "CONTRIBUTING.md"
LIBRARY = SOURCE / "restflow"
_PLACE = re.compile(r"(?<=<!-- homes -->\n).*?(?=<!-- /homes -->)", re.DOTALL)


def table() -> str:
    """Return the table: each file, its first sentence, and the public names it has."""
    homes: defaultdict[Path, list[str]] = defaultdict(list)
    for path, target in public_names().items():
        module, _, name = path.rpartition(".")
        # A method lives where its class does.
        if module.rpartition(".")[2].islower():
            homes[Path(str(target.filepath))].append(f"`{name}`")
    rows = [
        f"| `{file.relative_to(LIBRARY)}` | {_sentence(file)} | "
        f"{', '.join(sorted(homes[file]))} |"
        for file in _files()
    ]
    head = ["| file below `src/restflow/` | what it is | public names |"]
    return "\n".join([*head, "| --- | --- | --- |", *rows]) + "\n"


def _files() -> Iterator[Path]:
    for file in sorted(LIBRARY.rglob("*.py")):
        if file.name not in {"__init__.py", "apps.py"}:
            yield file


def _sentence(file: Path) -> str:
    """Return the first paragraph of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(docstring.partition("\n\n")[0].split()).replace("|", "\\|")


def written() -> str:
    """Return the table that stands in the file."""
    found = _PLACE.search(FILE.read_text(encoding="utf-8"))
    return found[0] if found else ""


def main() -> int:
    """Print the table, or write it."""
    if "--write" in sys.argv:
        text = FILE.read_text(encoding="utf-8")
        FILE.write_text(_PLACE.sub(lambda _: table(), text), encoding="utf-8")
    else:
        print(table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
