"""Take out of the built pages what nobody sees: half of their bytes and elements.

Run it as `python -m tools.publish.light` after the site is built. The theme gives each
name, operator and blank of code an element of its own, and indents the HTML by up to
forty spaces; neither changes what a page looks like.
"""

from __future__ import annotations

import re
import sys

from tools.paths import ROOT

SITE = ROOT / "site"

# Names, punctuation, operators and blanks: they have the colour of the text around.
_PLAIN = re.compile(r'<span class="(?:n|o|p|w)">([^<]*)</span>')
_INDENT = re.compile(
    r"(<(pre|script|style|textarea)\b.*?</\2>)|\n\s+", re.DOTALL | re.IGNORECASE
)


def light(html: str) -> str:
    """Return a page without what changes nothing.

    Args:
        html: The page.
    """
    plain = _PLAIN.sub(r"\1", html)
    return _INDENT.sub(lambda match: match[1] or "\n", plain)


def main() -> int:
    """Make all pages lighter, or say what is missing."""
    pages = sorted(SITE.rglob("*.html"))
    if not pages:
        print("There is no site yet. Run `make html`.", file=sys.stderr)
        return 1
    before = after = 0
    for page in pages:
        html = page.read_text(encoding="utf-8")
        less = light(html)
        page.write_text(less, encoding="utf-8")
        before, after = before + len(html), after + len(less)
    print(f"{len(pages)} pages: {before // 1000:,} kB before, {after // 1000:,} after.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
