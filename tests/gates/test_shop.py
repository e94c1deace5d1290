"""Gates: the suite of the guide passes in the shop that its readers download."""

from __future__ import annotations

import ast
import io
import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from collections import Counter
from functools import cache
from importlib.metadata import (
    PackageNotFoundError,
    entry_points,
    packages_distributions,
    requires,
)
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.paths import DOCS, EXAMPLES, ROOT, SAMPLE, SOURCE, examples, record_of
from tools.site import shop
from tools.sources.catalogue import SUITE

START, PAGE = DOCS / "start.md", DOCS / "guide" / "suite.md"
SHOP = "## Build a test suite for a shop {#shop}"
FILES = [path for path in examples() if path.parent.name == SUITE]

FENCE = re.compile(
    r"^ *```(?P<language>\w*).*?\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL
)

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def unpacked(directory: Path, name: str = "shop.zip") -> Path:
    """Unpack a download, and return the folder that was in it."""
    with zipfile.ZipFile(io.BytesIO(shop.archives()[name])) as archive:
        archive.extractall(directory)
    return directory / Path(name).stem


def with_all_files(directory: Path) -> Path:
    """Unpack the shop where a reader may have it, and add what the chapters add."""
    folder = unpacked(directory / "my projects")
    for name, data in shop.tests().items():
        (folder / name).write_bytes(data)
    return folder


def test_the_downloads_are_of_today() -> None:
    for name, data in shop.archives().items():
        path = shop.ASSETS / name
        found = path.read_bytes() if path.exists() else b""
        assert found == data, f"docs/assets/{name} is missing or old. Run `make cards`."


def test_the_downloads_are_the_same_wherever_they_are_made() -> None:
    assert shop.archives() == shop.archives()
    for name, data in shop.archives().items():
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            assert names == sorted(names)
            for info in archive.infolist():
                how = info.date_time, info.create_system, info.compress_type
                assert how == ((1980, 1, 1, 0, 0, 0), 3, zipfile.ZIP_STORED), (
                    f"{info.filename} in {name} depends on the machine. See "
                    "`archive` in tools/site/shop.py."
                )


def test_the_shop_is_the_sample_project_and_nothing_else() -> None:
    listed = subprocess.run(  # noqa: S603  (our own command)
        ["git", "ls-files", "manage.py", *SAMPLE],  # noqa: S607  (whichever there is)
        cwd=EXAMPLES, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("needs a git checkout: the sources of a release have no history")
    own = {"README.txt", "pytest.ini", "requirements.txt", "tests/__init__.py"}
    wrong = {*shop.shop()} ^ {*listed.stdout.split(), *own}
    assert not wrong, (
        f"{min(wrong)} is in shop.zip or in the repository, and not in both. Delete or "
        "commit it, or see `shop` in tools/site/shop.py."
    )


def test_the_downloads_speak_of_no_machine() -> None:
    for name, data in (shop.shop() | shop.tests()).items():
        assert str(ROOT).encode() not in data, f"{name} names {ROOT}. Take that out."


def test_the_other_download_has_the_files_of_all_chapters(tmp_path: Path) -> None:
    folder = unpacked(tmp_path, "shop-with-tests.zip")
    found = {path.name for path in folder.glob("tests/test_*.py")}
    wrong = found ^ {path.name for path in FILES}
    assert not wrong, (
        f"{min(wrong)} is in shop-with-tests.zip or in docs_src/{SUITE}, and not in "
        "both. See `tests` in tools/site/shop.py."
    )
    for path in folder.glob("tests/*.py"):
        assert "# [!]" not in path.read_text(), (
            f"{path.name} in shop-with-tests.zip has the markers of highlighted lines. "
            "See `tests` in tools/site/shop.py."
        )


# --- What has to be installed --------------------------------------------------------


def distributions(*wanted: str) -> set[str]:
    """Return the names of some distributions, and of those that they need."""
    found: set[str] = set()
    waiting = [Requirement(line) for line in wanted]
    seen: set[str] = set()
    while waiting:
        requirement = waiting.pop()
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        found.add(canonicalize_name(requirement.name))
        try:
            needed = requires(requirement.name) or []
        except PackageNotFoundError:
            continue
        waiting += [
            other
            for other in map(Requirement, needed)
            if other.marker is None
            or any(
                other.marker.evaluate({"extra": extra})
                for extra in ("", *requirement.extras)
            )
        ]
    return found


@cache
def installed() -> set[str]:
    """Return what a reader has who has installed the requirements."""
    lines = shop.requirements().splitlines()
    return distributions(*(line for line in lines if not line.startswith("#")))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


modules = cache(packages_distributions)


def providers(module: str) -> set[str]:
    return {*map(canonicalize_name, modules().get(module, []))}


def test_what_has_to_be_installed_is_in_pyproject() -> None:
    known = {name for name in shop.tools() if name}
    for name in (*shop.RUNNING, *shop.CHAPTERS):
        assert name in known, (
            f"tools/site/shop.py asks for {name}, which the group `test` of "
            "pyproject.toml does not have. Add it there, or name another package."
        )


@each_file
def test_a_file_imports_what_is_in_the_shop_or_gets_installed(path: Path) -> None:
    for module in sorted(imported(path) - sys.stdlib_module_names - {*SAMPLE}):
        names = providers(module)
        assert names & installed() or module == "restflow", (
            f"docs_src/{SUITE}/{path.name} imports {module}, which readers of the "
            f"guide do not have. Add {', '.join(names) or 'its package'} to CHAPTERS "
            "in tools/site/shop.py, or do without it."
        )


def test_nothing_has_to_be_installed_that_no_file_imports() -> None:
    used = {
        name
        for path in FILES
        for module in imported(path)
        for name in providers(module)
    }
    for name in shop.CHAPTERS:
        assert canonicalize_name(name) in used, (
            f"tools/site/shop.py asks for {name}, which no file of docs_src/{SUITE} "
            "imports. Take it out of CHAPTERS."
        )


# --- What readers run ----------------------------------------------------------------


def environment(home: Path) -> dict[str, str]:
    """Return an environment with the library, and no plugin that readers lack."""
    known = installed() | {"restflow"}
    plugins = [
        plugin.name
        for plugin in entry_points(group="pytest11")
        if plugin.dist and canonicalize_name(plugin.dist.name) not in known
    ]
    options = ["--strict-markers", *(f"-p no:{name}" for name in plugins)]
    bin_directory = Path(sys.executable).parent
    browser = {
        key: os.environ[key] for key in ["RESTFLOW_CHROMIUM"] if key in os.environ
    }
    return browser | {
        "HOME": str(home),
        "PATH": f"{bin_directory}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(SOURCE),
        "PYTEST_ADDOPTS": " ".join(options),
    }


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as the shell of a reader does, in an activated environment."""
    return subprocess.run(  # noqa: S603  (the pages' own commands)
        shlex.split(command),
        cwd=folder,
        env=environment(folder.parent),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    return f"In the shop `{shlex.join(done.args)}` says:\n{done.stdout}"


def passes(command: str, folder: Path) -> str:
    done = run(command, folder)
    assert done.returncode == 0, (
        f"{said(done)}\nThe files of docs_src/{SUITE} have to pass beside the sample "
        "project, with nothing else of this repository."
    )
    assert "warnings summary" not in done.stdout, (
        f"{said(done)}\nA reader has done nothing wrong: take the warnings away."
    )
    return done.stdout


def fences(text: str, language: str) -> list[list[str]]:
    """Return the commands of each fence in a language."""
    return [
        fence["body"].splitlines()
        for fence in FENCE.finditer(text)
        if fence["language"] == language
    ]


def commands(tool: str) -> list[str]:
    """Return the commands of the first fence of "Your suite" that has some tool."""
    found = [fence for fence in fences(PAGE.read_text(), "shell") if tool in fence[0]]
    assert found, f"docs/guide/suite.md has no `shell` fence with `{tool}`. Add one."
    return found[0]


def test_whoever_does_what_start_says_has_the_shop_and_no_tests(tmp_path: Path) -> None:
    (tmp_path / "shop.zip").write_bytes(shop.archives()["shop.zip"])
    section = START.read_text().partition(f"\n{SHOP}\n")[2].partition("\n## ")[0]
    (unzip, *prepare, test), *_ = [*fences(section, "console"), ["", ""]]
    assert prepare == ["cd shop", "pip install -r requirements.txt"], (
        f"docs/start.md, `{SHOP}`: a `console` fence has to unpack the shop, enter its "
        "folder, install what it needs, and run pytest, each in a line."
    )
    passes(unzip, tmp_path)
    done = run(test, tmp_path / "shop")
    assert done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED, (
        f"{said(done)}\nThe page says that there are no tests yet. Change the page or "
        "tools/site/shop.py."
    )
    assert "no tests ran" in done.stdout, said(done)


def recorded_tests(path: Path) -> int:
    record = record_of(path)
    assert record.exists(), (
        f'{path.name} has no record, so "Your suite" has no number for it. '
        "Run `make records` and commit the record."
    )
    return len(json.loads(record.read_text())["tests"])


def test_all_tests_pass_in_the_shop(tmp_path: Path) -> None:
    folder = with_all_files(tmp_path)
    (command,) = commands("python -m pytest")
    output = passes(f"{command} --verbose", folder)
    found = Counter(
        re.findall(r"^tests/(\w+)\.py::.* (?:PASS|SKIPP)ED\b", output, re.MULTILINE)
    )
    recorded = {path.stem: recorded_tests(path) for path in FILES}
    wrong = [name for name in recorded if found[name] != recorded[name]]
    assert not wrong, (
        f"In the shop {found[wrong[0]]} tests of {wrong[0]}.py run. Its record has "
        f"{recorded[wrong[0]]}, and so has the page. Run `make records`."
    )


def test_all_tests_pass_in_parallel(tmp_path: Path) -> None:
    folder = with_all_files(tmp_path)
    (command,) = commands("-n auto")
    passes(command, folder)


def test_the_classes_pass_with_the_runner_of_django(tmp_path: Path) -> None:
    folder = with_all_files(tmp_path)
    (command,) = commands("manage.py")
    ran = re.search(r"^Ran (\d+) tests? in", passes(command, folder), re.MULTILINE)
    assert ran
    assert int(ran[1]) > 0, (
        f"In the shop `{command}` finds no test. The folder tests has to be a package, "
        "and one of its files has to hold a class."
    )


def test_the_coverage_of_the_suite_is_reported(tmp_path: Path) -> None:
    folder = with_all_files(tmp_path)
    *_, report = [passes(step, folder) for step in commands("coverage")]
    assert re.search(r"^products/views\.py .*\d%", report, re.MULTILINE), (
        f"{report}\nproducts/views.py is missing. Correct the commands of the page."
    )
