"""A story as text, as JSON, and as the source of a sequence diagram."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from restflow.test._exchanges.text import body_text, printable
from restflow.test._stories.steps import Step, named_status
from restflow.test._stories.words import counted

LONGEST_BODY = 300
_INDENT = "     "
_NAME = "(?:password|passwd|secret|token|api_?key)"
# A number, a list, an object; of a nested one, all that follows is left out.
_NO_TEXT = r"-?\d[\d.eE+-]*|\[[^\]\[{}]*\]|\{[^\]\[{}]*\}|[\[{].*"
# In front of a secret: a field of JSON, of a form, of a query; and a JSON Web Token.
_SECRETS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf'("[^"]*{_NAME}[^"]*"\s*:\s*")(?:[^"\\]|\\.)+',
        rf'("[^"]*{_NAME}[^"]*"\s*:\s*)(?:{_NO_TEXT})',
        rf'( name="[^"]*{_NAME}[^"]*"\s+)\S.*?(?=\s--\S+(?:--$|\sContent-)|$)',
        rf'((?:^|[?&])[^=&?\s]*{_NAME}[^=&?\s]*=)[^&\s"]+',
        r"(\b)eyJ[\w-]+\.[\w-]+(?:\.[\w-]+)*",
    )
]


def as_text(title: str, steps: list[Step]) -> str:
    """Return the transcript that people read."""
    lines = [f"Story: {title}" if title else "Story"]
    for heading, number, step in _numbered(steps):
        if heading:
            lines += ["", f"-- {heading}"]
        lines += _lines(number, step)
    if not steps:
        lines.append("(no request was made)")
    return "\n".join(lines)


def _numbered(steps: list[Step]) -> Iterator[tuple[str, int, Step]]:
    """Yield each step with its number, and the heading if a new one begins."""
    last = ""
    for number, step in enumerate(steps, start=1):
        yield (step.heading if step.heading != last else ""), number, step
        last = step.heading


def _lines(number: int, step: Step) -> Iterator[str]:
    wanted = f", not {_expected(step)}   <-- here" if step.failed else ""
    yield f"{number:>3}. {step.actor}: {step.endpoint} -> {step.outcome}{wanted}"
    yield f"{_INDENT}{step.method} {_masked(step.path)}"
    if step.sent:
        yield f"{_INDENT}sent      {_short(step.sent)}"
    if step.received:
        yield f"{_INDENT}received  {_short(step.received)}"
    if step.exception is not None:
        yield f"{_INDENT}{type(step.exception).__name__}: {step.exception}"
    if effects := "; ".join(_effects(step)):
        yield f"{_INDENT}{effects}"


def _expected(step: Step) -> str:
    return named_status(step.expected) if step.expected is not None else "a success"


def _short(body: bytes) -> str:
    """Return a body in one line, without its secrets, cut where it is long."""
    text = printable(body)
    if text is not None:
        # What is cut may begin in the middle of a secret.
        body = _masked(" ".join(text.split())).encode()
    return body_text(body, LONGEST_BODY)


def _masked(text: str) -> str:
    for secret in _SECRETS:
        text = secret.sub(r"\1…", text)
    return text


def _effects(step: Step) -> Iterator[str]:
    if step.queries:
        yield counted(len(step.queries), "query", "queries")
    if step.hooks:
        yield f"commit hooks that ran: {', '.join(step.hooks)}"
    if step.waiting:
        yield f"commit hooks that wait for a commit: {', '.join(step.waiting)}"
    for told in step.mails:
        yield f"mail to {told}"


def as_json(title: str, steps: list[Step]) -> str:
    """Return the transcript for programs."""
    content = {"title": title, "steps": [_as_dict(step) for step in steps]}
    return json.dumps(content, indent=2, ensure_ascii=False)


def _as_dict(step: Step) -> dict[str, Any]:
    return {
        "heading": step.heading,
        "actor": step.actor,
        "endpoint": step.endpoint,
        "method": step.method,
        "path": _masked(step.path),
        "sent": _short(step.sent),
        "status": step.status,
        "expected": step.expected,
        "failed": step.failed,
        "received": _short(step.received),
        "exception": repr(step.exception) if step.exception else None,
        "queries": [query.sql for query in step.queries],
        "hooks": step.hooks,
        "waiting": step.waiting,
        "mails": step.mails,
    }


def as_mermaid(actors: Iterable[str], steps: list[Step]) -> str:
    """Return the source of a sequence diagram, in the language of Mermaid."""
    ids = {name: f"A{number}" for number, name in enumerate(actors, start=1)}
    lines = ["sequenceDiagram"]
    lines += [f"    actor {key} as {_escaped(name)}" for name, key in ids.items()]
    lines.append("    participant API")
    for heading, _, step in _numbered(steps):
        who = ids[step.actor]
        if heading:
            lines.append(f"    Note over {who},API: {_escaped(heading)}")
        called = f"{step.endpoint} ({step.method} {_masked(step.path)})"
        lines.append(f"    {who}->>API: {_escaped(called)}")
        arrow = "--x" if step.failed or step.status is None else "-->>"
        lines.append(f"    API{arrow}{who}: {_escaped(step.outcome)}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """Return text in which nothing ends a statement, or begins an entity or a tag."""
    text = " ".join(text.split())
    return re.sub("[#;<>]", lambda found: f"#{ord(found[0])};", text)
