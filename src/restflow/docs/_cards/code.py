"""Source code in a card: a fence for those who have a highlighter, or HTML."""

from __future__ import annotations

import io
import keyword
import re
import tokenize
from collections.abc import Iterator

from restflow.docs._cards.markup import escape


def fenced(code: str, info: str) -> str:
    """Return text as a fenced block, whatever backticks it holds.

    Args:
        code: The text, with a line break at its end.
        info: What stands behind the opening backticks.
    """
    longest = max(map(len, re.findall(r"`+", code)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{info}\n{code}{ticks}"


def inline(text: str) -> str:
    """Return a sentence of a docstring as HTML; what is in backticks is code."""
    return re.sub(r"(`+)(.+?)\1", r"<code>\2</code>", escape(text))


def highlighted(code: str) -> str:
    """Return Python code as HTML, with classes for what its parts are."""
    parts: list[str] = []
    at = 0
    for start, end, kind in _spans(code):
        parts.append(escape(code[at:start]))
        parts.append(f'<span class="rf-{kind}">{escape(code[start:end])}</span>')
        at = end
    return "".join([*parts, escape(code[at:])])


_KINDS = {
    tokenize.COMMENT: "comment",
    tokenize.NUMBER: "number",
    tokenize.STRING: "string",
}
# From Python 3.12 on, the parts of an f-string are tokens of their own.
_TEXT = {
    getattr(tokenize, name, -1)
    for name in ("FSTRING_START", "FSTRING_MIDDLE", "FSTRING_END")
}


def _spans(code: str) -> Iterator[tuple[int, int, str]]:
    lines = [0]
    for line in code.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        kind = _KINDS.get(token.type, "string" if token.type in _TEXT else "")
        if token.type == tokenize.NAME and keyword.iskeyword(token.string):
            kind = "keyword"
        start, end = (
            lines[row - 1] + column for row, column in (token.start, token.end)
        )
        if kind and start < end:
            yield start, end, kind
