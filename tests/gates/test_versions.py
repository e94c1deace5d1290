"""Gates: the versions that are said to be supported are those that are tested."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from tests.gates.results import EXAMPLES, IN_CI, NOW, run
from tools.checks.matrix import DJANGOS, MINORS, exists
from tools.paths import DOCS, ROOT
from tools.verified import versions
from tools.verified.pins import (
    LIBRARY,
    Package,
    classified,
    disagreements,
    floor_of,
    floor_of_python,
    packages,
    project,
    read,
)
from tools.verified.runs import Results, Run, verified

PACKAGES = packages()
PYTHONS = [f"3.{minor}" for minor in MINORS]

each_package = pytest.mark.parametrize("package", PACKAGES, ids=lambda each: each.name)


def page(*runs: Run, ci: bool = False) -> str:
    results = Results(runs, IN_CI if ci else None)
    return versions.page(results, verified(EXAMPLES, results, NOW))


def rows(text: str, heading: str) -> dict[str, list[str]]:
    """Return the rows of a section's table by what they are about."""
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    _, _, *lines = [line for line in section.splitlines() if line.startswith("|")]
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines]
    return {first.strip("`"): others for first, *others in cells}


# What the files say of one another.


def test_the_oldest_version_that_is_taken_is_the_oldest_that_is_tested() -> None:
    found = disagreements(PACKAGES)
    assert not found, f"{found[0]} Change one of them."


@each_package
def test_the_newest_version_that_is_tested_is_not_older(package: Package) -> None:
    assert package.newest, f"{package.name} is not pinned. Run `make constraints`."
    assert Version(package.newest) >= Version(package.oldest)


def test_each_python_that_is_taken_is_tested() -> None:
    said = classified(project(), "Programming Language :: Python")
    assert said == PYTHONS, "pyproject.toml and tools/checks/matrix.py differ."
    assert floor_of_python(project()) == said[0]


def test_each_django_that_is_named_is_tested() -> None:
    said = classified(project(), "Framework :: Django")
    tested = [*versions.series(PACKAGES).values()]
    assert said == tested, "pyproject.toml and tools/checks/matrix.py differ."
    (django,) = [package for package in PACKAGES if package.name == "django"]
    assert django.floor == said[0]


def test_ci_has_a_job_for_each_combination() -> None:
    matrix = versions.workflow()["jobs"]["matrix"]["strategy"]["matrix"]
    without = [(each["python"], each["django"]) for each in matrix["exclude"]]
    jobs = {(p, d) for p in matrix["python"] for d in matrix["django"]} - {*without}
    assert jobs == {
        (f"3.{minor}", django)
        for minor in MINORS
        for django in DJANGOS
        if exists(minor, django)
    }


def test_every_package_of_the_tests_is_on_the_page_or_is_ours() -> None:
    shown = [name for names in versions.BESIDE.values() for name in names]
    needed = [package.name for package in PACKAGES if not package.needed_for]
    assert sorted([*shown, *versions.OURS]) == sorted(needed), (
        "tools/verified/versions.py has to say what each is for."
    )


def test_readme_names_the_same_versions() -> None:
    text = " ".join((ROOT / "README.md").read_text().split())
    floors = {package.name: package.floor for package in PACKAGES}
    assert (
        f"Python {PYTHONS[0]} to {PYTHONS[-1]}, Django {floors['django']} and newer, "
        f"Django REST framework {floors['djangorestframework']} and newer." in text
    )


# What the page says.


def test_the_page_has_the_tables_that_this_build_has_made() -> None:
    assert '--8<-- "versions.md"' in (DOCS / "versions.md").read_text()
    card = (ROOT / "build" / "cards" / "versions.md").read_text()
    shown = rows(card, "What restflow needs") | rows(card, "What it is tested with")
    assert set(shown) - {"Python"} == {package.name for package in PACKAGES} - {
        *versions.OURS
    }
    for package in PACKAGES:
        if package.name not in versions.OURS:
            *_, oldest, newest, _ = shown[package.name]
            assert (oldest, newest) == (package.oldest, package.newest)


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-oldest.txt"])
def test_the_page_has_the_pins_of_the_files(name: str) -> None:
    shown = rows(page(run("3.11.7", "5.2", *NOW)), "What restflow needs")
    column = -2 if name == "constraints.txt" else -3
    text = (ROOT / name).read_text()
    for package, cells in shown.items():
        if package != "Python":
            pins = re.findall(rf"^{package}==(\S+)", text, re.MULTILINE)
            assert cells[column] == max(pins, key=Version)


def test_the_page_says_what_pip_takes() -> None:
    shown = rows(page(run("3.11.7", "5.2", *NOW)), "What restflow needs")
    wanted = project()["project"]
    said = {
        f"{name}>={cells[1].removesuffix(' or newer')}"
        for name, cells in shown.items()
        if name != "Python"
    }
    extras = wanted["optional-dependencies"].values()
    assert said == {*wanted["dependencies"], *(line for one in extras for line in one)}
    assert shown["django"][0] == f"`{LIBRARY}`"
    assert shown["pytest"][0] == f"`{LIBRARY}[pytest]`"


def test_the_first_sentence_has_the_answer() -> None:
    first = page(run("3.11.7", "5.2", *NOW)).partition("\n")[0]
    assert first.startswith(f"restflow supports **Python {PYTHONS[0]} to ")
    for word in ("**Django 5.2", "**Django REST framework ", "**pytest "):
        assert re.search(rf"{re.escape(word)}[\d., and]*\*\*", first)


# What it says of a build.

YES = '<span class="rf-yes">passed</span>'
NEEDED = "needs Python 3.12"


def test_a_combination_that_has_not_run_here_has_not_passed() -> None:
    grid = rows(page(run("3.12.1", "6.0.1", *NOW)), "Python and Django")
    assert grid["3.11"] == ["not run here", NEEDED, NEEDED]
    assert grid["3.12"] == ["not run here", YES, "not run here"]
    assert "not run here" not in page(run("3.12.1", "6.0.1", *NOW), ci=True)


def test_a_run_that_passed_some_examples_does_not_count_as_one_of_all() -> None:
    first, *_ = NOW
    part = replace(run("3.12.1", "6.0.1", first), packages={"pytest": "9.1.0"})
    whole = replace(run("3.11.7", "5.2", *NOW), packages={"pytest": "8.3.0"})
    text = page(part, whole)
    grid = rows(text, "Python and Django")
    assert grid["3.11"][0] == YES
    assert grid["3.12"][1] == f"1 of {len(NOW)} examples"
    assert rows(text, "What restflow needs")["pytest"][-1] == "8.3.0"


def test_of_several_runs_of_a_combination_the_one_that_passed_all_counts() -> None:
    first, *_ = NOW
    runs = [run("3.11.7", "5.2", first), run("3.11.9", "5.2.8", *NOW)]
    assert rows(page(*runs), "Python and Django")["3.11"][0] == YES


def test_the_versions_that_passed_are_those_that_were_installed() -> None:
    installed = [{"pytest": version} for version in ("10.0.0", "8.3.0", "8.3.0")]
    pythons = ("3.11.7", "3.12.1", "3.13.0")
    runs = [
        replace(run(python, "5.2", *NOW), packages=given)
        for python, given in zip(pythons, installed, strict=True)
    ]
    shown = rows(page(*runs), "What restflow needs")
    assert shown["pytest"][-1] == "8.3.0, 10.0.0"
    assert shown["asgiref"][-1] == "none"


# These gates fail when they should.


def asking(**changed: Any) -> dict[str, Any]:
    return {
        "project": {
            "dependencies": ["django>=5.2"],
            "optional-dependencies": {"pytest": ["pytest>=8.3"]},
        },
        "dependency-groups": {
            "sample": ["adrf>=0.1"],
            "test": [{"include-group": "x"}],
        },
    } | changed


OLDEST = "adrf==0.1.0\ndjango==5.2\npytest==8.3.0\n"
NEWEST = "adrf==0.2\ndjango==5.2.19 ; x < '3'\ndjango==6.1.3 ; x >= '3'\npytest==9\n"


def test_the_same_version_may_be_written_in_two_ways() -> None:
    found = read(asking(), OLDEST, NEWEST)
    assert disagreements(found) == []
    assert [package.newest for package in found] == ["6.1.3", "9", "0.2"]


@pytest.mark.parametrize("pin", ["8.3.1", "8.2.0"])
def test_a_floor_that_is_not_what_is_tested_is_named(pin: str) -> None:
    found = read(asking(), OLDEST.replace("8.3.0", pin), NEWEST)
    (said,) = disagreements(found)
    assert said.startswith("pytest: pyproject.toml takes 8.3, ")
    assert said.endswith(f"constraints-oldest.txt tests {pin}.")


def test_a_floor_that_nothing_tests_is_named() -> None:
    found = read(asking(), OLDEST.replace("adrf==0.1.0\n", ""), NEWEST)
    (said,) = disagreements(found)
    assert said.endswith("constraints-oldest.txt tests no certain version.")


@pytest.mark.parametrize("bounds", ["", "==5.2", ">=5.2,<7", ">5.2"])
def test_a_requirement_that_is_no_floor_alone_is_refused(bounds: str) -> None:
    with pytest.raises(ValueError, match="is not the oldest version and nothing else"):
        floor_of(SpecifierSet(bounds))
