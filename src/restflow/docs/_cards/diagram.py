"""A sequence diagram of a story, as SVG, from the source that an example printed.

The source is Mermaid's, as `story.as_mermaid()` writes it. Mermaid itself would be some
megabytes for each reader, and would draw only where there is JavaScript.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

# The whole of the first line.
START = "sequenceDiagram\n"

_PARTICIPANT = re.compile(r"(?:actor|participant) (\w+)(?: as (.+))?")
_NOTE = re.compile(r"Note over (\w+),(\w+): (.+)")
_ARROW = re.compile(r"(\w+)(->>|-->>|--x)(\w+): (.+)")

_COLUMN = 260
_ROW = 38
_TOP = 44
_LONGEST = 44


@dataclass
class _Drawing:
    """The lines of an SVG, and where the next row is."""

    columns: dict[str, int] = field(default_factory=dict[str, int])
    rows: list[str] = field(default_factory=list[str])
    heads: list[str] = field(default_factory=list[str])
    y: int = _TOP

    def head(self, key: str, name: str) -> None:
        x = self.columns[key] = _COLUMN // 2 + len(self.columns) * _COLUMN
        self.heads.append(
            f'<text class="rf-who" x="{x}" y="20" text-anchor="middle">'
            f"{_text(name)}</text>"
        )

    def note(self, left: str, right: str, text: str) -> None:
        self.y += _ROW
        ends = sorted((self.columns[left], self.columns[right]))
        self.rows.append(
            f'<rect class="rf-note" x="{ends[0]}" y="{self.y - 16}" '
            f'width="{ends[1] - ends[0]}" height="24"/>'
            f'<text x="{sum(ends) // 2}" y="{self.y}" text-anchor="middle">'
            f"{_text(text)}</text>"
        )

    def arrow(self, start: str, kind: str, end: str, text: str) -> None:
        self.y += _ROW
        begin, stop = self.columns[start], self.columns[end]
        side = 8 if stop < begin else -8
        name = {"->>": "rf-call", "-->>": "rf-answer", "--x": "rf-answer rf-failed"}[
            kind
        ]
        self.rows.append(
            f'<path class="{name}" d="M{begin} {self.y}H{stop}"/>'
            f'<path d="M{stop + side} {self.y - 5}l{-side} 5l{side} 5"/>'
            f'<text x="{(begin + stop) // 2}" y="{self.y - 6}" text-anchor="middle">'
            f"{_text(text)}</text>"
        )

    def svg(self) -> str:
        width, height = len(self.columns) * _COLUMN, self.y + 24
        lines = "".join(
            f'<path class="rf-life" d="M{x} 30V{height - 8}"/>'
            for x in self.columns.values()
        )
        return (
            f'<svg class="rf-sequence" role="img" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}"><title>Sequence of the requests</title>'
            f"{lines}{''.join(self.heads)}{''.join(self.rows)}</svg>"
        )


def sequence(source: str) -> str:
    """Return the diagram of a source, in one line of SVG.

    Args:
        source: What `story.as_mermaid()` returned.

    Raises:
        ValueError: A line of it is of no kind that is known.
    """
    drawing = _Drawing()
    for line in map(str.strip, source.splitlines()[1:]):
        if found := _PARTICIPANT.fullmatch(line):
            drawing.head(found[1], found[2] or found[1])
        elif found := _NOTE.fullmatch(line):
            drawing.note(*found.groups())
        elif found := _ARROW.fullmatch(line):
            drawing.arrow(*found.groups())
        elif line:
            raise ValueError(f"No line of a sequence diagram: {line!r}")
    return drawing.svg()


def _text(text: str) -> str:
    plain = text.replace("#59;", ";").replace("#35;", "#")
    short = plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"
    return html.escape(short)
