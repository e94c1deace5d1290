"""The examples, what was recorded of them, and the pages that show them."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

from restflow.docs import Record
from tools.markdown import INCLUDE
from tools.paths import DOCS, EXAMPLES, ROOT, examples, name_of, record_of

# In the order of the guide; a topic that is not named here comes last.
TOPICS = {
    "client": "Requests",
    "authentication": "Authentication",
    "factory": "Request factory",
    "cases": "Test cases",
    "isolation": "The database",
    "commits": "Commits",
    "queries": "Queries",
    "http_client": "An HTTP client",
    "live": "Live server",
    "schema_client": "A client from the schema",
    "formats": "Formats, files and webhooks",
    "responses": "Responses",
    "pytest_plugin": "pytest",
    "drf_tools": "Django REST framework's own tools",
    "django_client": "Django's client and request factory",
    "django_cases": "Test cases, fixtures, several databases",
    "changed_settings": "Settings in tests",
    "assertions": "Assertions",
    "mail_commands": "Mail and management commands",
    "runners": "Runners, coverage, scripts",
    "reports": "Your tests as documentation",
    "suite": "Your suite",
    "caching": "Caching",
    "caching_testing": "Testing what is cached",
    "caching_pitfalls": "Caching pitfalls",
}

# The topic whose files the readers add to a suite of their own, one in each chapter.
SUITE = "suite"

_MARKER = re.compile(r"[ \t]*# \[!\][ \t]*$")


class NotReadyError(Exception):
    """Something has to be run or written before the cards can be made."""


class ExampleRecord(Record):
    """What happened in one example, and the public names that it used."""

    api: dict[str, list[str]]


@dataclass(frozen=True)
class Example:
    """One file below `docs_src`, with its record.

    Attributes:
        path: The file, relative to `docs_src` (`client/test_verbs.py`).
        source: Its text, with the markers of the lines to highlight.
        record: What happened when it ran.
    """

    path: str
    source: str
    record: ExampleRecord

    @property
    def topic(self) -> str:
        """The directory it is in (`client`)."""
        return self.path.partition("/")[0]

    @property
    def slug(self) -> str:
        """Its name among those of its topic (`verbs`)."""
        return Path(self.path).stem.removeprefix("test_")

    @property
    def card(self) -> str:
        """What a page includes to show it (`client/verbs.md`)."""
        return f"{self.topic}/{self.slug}.md"

    @property
    def anchor(self) -> str:
        """The id of its card (`example-client-verbs`)."""
        return f"example-{self.topic}-{self.slug}"

    @property
    def code(self) -> str:
        """The file as its reader gets it, without markers."""
        return without_markers(self.source)

    @property
    def highlights(self) -> list[int]:
        """The numbers of the lines that carry a marker, from 1."""
        return [n for n, line in enumerate(self._lines, 1) if _MARKER.search(line)]

    @property
    def title(self) -> str:
        """The first line of its docstring, without the full stop."""
        return self._docstring.partition("\n")[0].strip().removesuffix(".")

    @property
    def summary(self) -> str:
        """The rest of its docstring, in one line."""
        return " ".join(self._docstring.partition("\n")[2].split())

    @property
    def has_test_case(self) -> bool:
        """Whether Django's own test runner finds tests in it."""
        bases = [
            ast.unparse(base)
            for node in self._tree.body
            if isinstance(node, ast.ClassDef)
            for base in node.bases
        ]
        return any(base.endswith("TestCase") for base in bases)

    @property
    def _lines(self) -> list[str]:
        return self.source.splitlines()

    @cached_property
    def _tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def _docstring(self) -> str:
        return ast.get_docstring(self._tree) or self.slug


def without_markers(source: str) -> str:
    """Return the text of an example as its reader gets it.

    Args:
        source: The text, with the markers of the lines to highlight.
    """
    return "".join(f"{_MARKER.sub('', line)}\n" for line in source.splitlines())


def load_examples() -> list[Example]:
    """Read every example and its record, in the order of the guide.

    Raises:
        NotReadyError: An example has no record, or there are no examples.
    """
    paths = sorted(examples(), key=_place)
    missing = [path for path in paths if not record_of(path).exists()]
    if missing:
        files = "\n".join(f"  {path.relative_to(ROOT)}" for path in missing)
        raise NotReadyError(f"Examples without a record:\n{files}\nRun `make records`.")
    if not paths:
        raise NotReadyError("There is no example in docs_src/<topic>/test_<slug>.py.")
    return [_load(path) for path in paths]


def load_rows() -> dict[str, list[str]]:
    """Read which examples cover which row of the coverage list."""
    path = EXAMPLES / "rows.toml"
    if not path.exists():
        return {}
    return cast("dict[str, list[str]]", tomllib.loads(path.read_text(encoding="utf-8")))


def topic_title(topic: str) -> str:
    """Return the name of a topic as its readers see it."""
    return TOPICS.get(topic, topic.replace("_", " ").capitalize())


def includes() -> dict[str, list[str]]:
    """Find which pages include what (`client/verbs.md` -> `guide/client.md`)."""
    found: dict[str, list[str]] = {}
    for page in sorted(DOCS.rglob("*.md")):
        name = page.relative_to(DOCS).as_posix()
        for included in INCLUDE.findall(page.read_text(encoding="utf-8")):
            found.setdefault(included, []).append(name)
    return found


def first_sentence(text: str) -> str:
    """Return the first sentence of a paragraph, in one line."""
    return re.split(r"(?<=[.!?]) ", " ".join(text.split()), maxsplit=1)[0]


def expand(text: str, included: dict[str, str]) -> str:
    """Replace the include lines of a page by what they stand for.

    Args:
        text: The page.
        included: Text by what an include line names.
    """
    return INCLUDE.sub(lambda match: included.get(match[1], ""), text)


def home_of(example: Example, shown: dict[str, list[str]]) -> str | None:
    """Return the page that explains an example: one of the guide, if there is one."""
    return min(shown.get(example.card, []), key=_rank, default=None)


def _rank(page: str) -> tuple[int, str]:
    order = ("guide/", "pitfalls/", "caching-pitfalls/", "errors/")
    known = [n for n, start in enumerate(order) if page.startswith(start)]
    return (known[0] if known else len(order) + (page == "index.md"), page)


def _place(path: Path) -> tuple[int, str]:
    topic, order = path.parent.name, [*TOPICS]
    return order.index(topic) if topic in order else len(order), name_of(path)


def _load(path: Path) -> Example:
    record = json.loads(record_of(path).read_text(encoding="utf-8"))
    return Example(
        path=name_of(path),
        source=path.read_text(encoding="utf-8"),
        record=cast("ExampleRecord", record),
    )
