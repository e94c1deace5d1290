"""Where each public name lives, as a table in CONTRIBUTING.md.

`python -m tools.checks.homes` prints it, and `--write` puts it into the file. A gate
fails while the two differ.
"""

from __future__ import annotations

import re
import sys

from tools.paths import ROOT
from tools.records.api import public_names

FILE = ROOT / "CONTRIBUTING.md"
_PLACE = re.compile(r"(?<=<!-- homes -->\n).*?(?=<!-- /homes -->)", re.DOTALL)


def table() -> str:
    """Return the table: a line for each file, with the public names that it has."""
    homes: dict[str, list[str]] = {}
    for path, target in public_names().items():
        module, _, name = path.rpartition(".")
        # A method lives where its class does.
        if module.rpartition(".")[2][:1].islower():
            file = str(target.filepath).rpartition("/src/")[2]
            homes.setdefault(f"`src/{file}`", []).append(f"`{name}`")
    rows = [f"| {file} | {', '.join(sorted(homes[file]))} |" for file in sorted(homes)]
    return "\n".join(["| file | public names |", "| --- | --- |", *rows]) + "\n"


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
