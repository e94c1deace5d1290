"""Write site/llms.txt and site/llms-full.txt, for readers that are programs.

Run it as `python -m tools.publish.llms` after the site is built. The first is a list of
the pages, as llmstxt.org describes it; the second holds their text, with every example
in full and what happened when it ran.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import griffe

from restflow.docs import record_text
from tools.paths import ROOT
from tools.records.api import public_names
from tools.site.cards import CARDS
from tools.site.render import fence
from tools.site.tasks import load_tasks
from tools.site.tasks import text as task_text
from tools.sources.catalogue import (
    Example,
    NotReadyError,
    expand,
    first_sentence,
    includes,
    load_examples,
)
from tools.sources.navigation import Page, every_page, settings

SITE = ROOT / "site"

_DIRECTIVE = re.compile(
    r"^::: ([\w.]+)\n(?:[ ]{4}.*\n|[ \t]*\n(?=[ ]{4}))*", re.MULTILINE
)
_LINK = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])")


def index(config: dict[str, Any], found: list[Page]) -> str:
    """Return llms.txt: the pages by section, with a line on each."""
    blocks = [f"# {config['site_name']}", f"> {config['site_description']}"]
    blocks.append(
        f"All pages in one file, with every example in full and what happened when it "
        f"ran: [llms-full.txt]({config['site_url']}llms-full.txt)"
    )
    # Sections in order; a section called Optional is what may be left out.
    sections = dict.fromkeys(page.section for page in found)
    for section in sections:
        title = {"": "Pages", "Project": "Optional"}.get(section, section)
        lines = [
            f"- [{page.title}]({page.url(config['site_url'])}){_about(page)}"
            for page in found
            if page.section == section
        ]
        blocks.append("\n".join([f"## {title}", "", *lines]))
    return "\n\n".join(blocks) + "\n"


def full(config: dict[str, Any], found: list[Page], examples: list[Example]) -> str:
    """Return llms-full.txt: the text of the pages, with what they include."""
    # What else pages include are files of the repository, or lists made from the cards,
    # which say nothing that is not here.
    included = {
        name: (ROOT / name).read_text(encoding="utf-8").rstrip("\n")
        for name in includes()
        if (ROOT / name).is_file()
    }
    included |= {example.card: example_text(example) for example in examples}
    included |= {task.card: task_text(task) for task in load_tasks()}
    # These tables are nowhere else.
    versions = (CARDS / "versions.md").read_text(encoding="utf-8")
    included["versions.md"] = re.sub(r"</?span[^>]*>", "", versions)
    blocks = [
        f"<!-- {page.url(config['site_url'])} -->\n\n{_body(page, included)}"
        for page in found
    ]
    return "\n\n".join([f"> {config['site_description']}", *blocks]) + "\n"


def example_text(example: Example) -> str:
    """Return an example in full, with what happened when it ran."""
    return (
        f"`docs_src/{example.path}`\n\n{fence(example, highlight=False)}\n\n"
        f"What happened:\n\n~~~~~text\n{record_text(example.record)}\n~~~~~"
    )


def _body(page: Page, included: dict[str, str]) -> str:
    text = _DIRECTIVE.sub(lambda match: _reference(match[1]), page.text)
    # Before the code comes in: its blank lines stay as they are.
    return expand(re.sub(r"\n{3,}", "\n\n", text), included).strip()


def _reference(name: str) -> str:
    """Return the documentation of a name and of everything public below it."""
    names = public_names()
    wanted = [key for key in names if key == name or key.startswith(f"{name}.")]
    return "".join(_entry(key, names[key]) for key in wanted)


def _entry(name: str, target: griffe.Object) -> str:
    text = target.docstring.value if target.docstring else ""
    shown = name
    if isinstance(target, griffe.Function):
        shown = f"{name}{target.signature().removeprefix(target.name)}"
    return f"### `{shown}`\n\n{text}\n\n"


def _about(page: Page) -> str:
    """Return what a page says of itself, or its first sentence."""
    if page.description:
        return f": {page.description}"
    for block in re.split(r"\n\s*\n", page.text):
        if block.strip() and not re.match(r"[#<>!:\-=|`*\[]|\d\.", block.lstrip()):
            text = _LINK.sub(r"\1", block)
            return f": {first_sentence(text)}"
    return ""


def main() -> int:
    """Write both files, or say what is missing."""
    if not (SITE / "index.html").exists():
        print("There is no site yet. Run `make html`.", file=sys.stderr)
        return 1
    config = settings()
    found = every_page()
    try:
        examples = load_examples()
    except NotReadyError as error:
        print(error, file=sys.stderr)
        return 1
    (SITE / "llms.txt").write_text(index(config, found), encoding="utf-8")
    text = full(config, found, examples)
    (SITE / "llms-full.txt").write_text(text, encoding="utf-8")
    print(f"site/llms.txt and site/llms-full.txt: {len(found)} pages.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
