"""Gates: the reference of pytest has what the plugin has, and nothing else."""

from __future__ import annotations

import re

import pytest

from restflow import pytest_plugin
from tests.gates.naming import read_settings
from tests.gates.plugin import added, marks
from tests.gates.spans import texts

PAGE = "docs/reference/pytest.md"
ROW = re.compile(r"^\| `([^`]+)` \| (.+?) \|$", re.MULTILINE)
ENTRY = re.compile(r"^::: restflow\.pytest_plugin\.(\w+)$", re.MULTILINE)
# How a row begins that is of a kind; a mark is known by its own look.
KINDS = {"option": "an option", "ini": "an ini option", "variable": "an environment"}


def rows(text: str) -> dict[str, str]:
    """Return what the table of marks and options says, by the names of its rows."""
    section = text.partition("## Marks and options")[2].partition("\n## ")[0]
    return dict(ROW.findall(section))


def owed() -> dict[str, str]:
    """Return each name that the table has to have, and of which kind it is."""
    return (
        {f"@pytest.mark.{mark}": "" for mark in marks()}
        | dict.fromkeys(added().command_line, "option")
        | dict.fromkeys(added().ini, "ini")
        | {"RESTFLOW_CONNECTION_TIMEOUT": "variable"}
    )


def wrong(text: str) -> list[str]:
    """Return what is wrong with the table."""
    has, needs = rows(text), owed()
    return [
        *(
            f'{PAGE} has no row for `{name}` under "Marks and options". Write one.'
            for name in sorted(needs.keys() - has.keys())
        ),
        *(
            f"{PAGE} has a row for `{name}`, which the plugin does not have. Write the "
            "name that src/restflow/_pytest/options.py has, or remove the row."
            for name in sorted(has.keys() - needs.keys())
        ),
        *(
            f"{PAGE} has to begin what it says of `{name}` with {KINDS[kind]!r}."
            for name, kind in needs.items()
            if kind and not has.get(name, KINDS[kind]).startswith(KINDS[kind])
        ),
        *(
            f"{PAGE} has to say of `{name}` that it is {default} by default."
            for name, value in added().ini.items()
            for default in [spelled(value)]
            if f"{default} by default" not in has.get(name, f"{default} by default")
        ),
    ]


def spelled(value: object) -> str:
    """Return how the page writes a default."""
    if value == []:
        return "empty"
    return str(value).lower() if isinstance(value, bool) else f"`{value}`"


def test_the_table_has_each_mark_option_and_setting_of_the_plugin() -> None:
    found = wrong(texts()[PAGE])
    assert not found, "\n".join(found)


def test_the_page_has_an_entry_for_each_fixture() -> None:
    assert ENTRY.findall(texts()[PAGE]) == sorted(pytest_plugin.__all__), (
        f"The entries of {PAGE} are not those of `__all__` of restflow.pytest_plugin, "
        "in its order. Add or remove `::: restflow.pytest_plugin.…`."
    )


def test_each_fixture_is_public() -> None:
    kind = type(pytest.fixture(lambda: None))
    found = {name for name, each in vars(pytest_plugin).items() if type(each) is kind}
    public = {name for name in found if not name.startswith("_")}
    assert public == set(pytest_plugin.__all__), (
        "The fixtures of restflow.pytest_plugin are not those of its `__all__`, where "
        "users find what they can ask for. Add them, or begin the name with `_`."
    )


@pytest.mark.parametrize("setting", sorted(read_settings()))
def test_a_setting_that_is_read_is_on_a_page(setting: str) -> None:
    pages = [page for page, text in texts().items() if setting in text]
    documented = [page for page in pages if page.startswith("docs/")]
    assert documented, f"No page says what {setting} is, and restflow reads it."


# These gates fail when they should.


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "`--restflow-access`",
            "`--restflow-rights`",
            "no row for `--restflow-access`",
        ),
        ("`--restflow-access`", "`--restflow-rights`", "a row for `--restflow-rights`"),
        ("`@pytest.mark.allow_hosts`", "`@pytest.mark.hosts`", "`@pytest.mark.hosts`"),
        (
            "`restflow_target` | an ini",
            "`restflow_target` | an",
            "what it says of `restflow_target` with 'an ini option'",
        ),
        (
            "an ini option, true by default",
            "an ini option, false by default",
            "to say of `restflow_isolate_cache` that it is true by default",
        ),
    ],
)
def test_another_row_is_wrong(old: str, new: str, said: str) -> None:
    text = texts()[PAGE]
    assert old in text
    assert any(said in each for each in wrong(text.replace(old, new)))
