"""Gates: versions of the site are put beside each other, each whole and by itself."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tools.publish import llms
from tools.publish.deploy import BRANCH, DeployError, deploy, is_stable, main
from tools.sources.navigation import Page, settings

ROOT_OF_SITE = "https://restflow.github.io/restflow/"
STABLE = f"{ROOT_OF_SITE}stable/"
# A message of the library, which stays as it was printed.
MESSAGE = f"restflow.E101: {STABLE}errors/e101/"
CHANGELOG = Page("Project", "Changelog", "changelog.md")


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit, which is where git works."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Somebody")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "somebody@example.com")
    return another(tmp_path, "repository", monkeypatch)


def another(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    repository = tmp_path / name
    repository.mkdir()
    monkeypatch.chdir(repository)
    git("init", "--quiet")
    git("commit", "--quiet", "--allow-empty", "--message=First")
    return repository


def git(*arguments: str) -> bytes:
    return subprocess.run(  # noqa: S603  (our own commands)
        ["git", *arguments],  # noqa: S607  (whichever git there is)
        capture_output=True,
        check=True,
    ).stdout


def built(tmp_path: Path, text: str) -> Path:
    """A site of two pages, whose lists are made as ours are."""
    site = tmp_path / "sites" / text
    page = (
        f'<link rel="canonical" href="{STABLE}{{}}">'
        '<script id="__config">{{"version": {{"provider": "mike"}}}}</script>'
        f"{text}"
    )
    files = {
        "index.html": page.format("") + '<a href="changelog/">',
        "changelog/index.html": page.format("changelog/") + '<a href="..">',
        "404.html": '<a href="/restflow/stable/start/">',
        "run/python.wasm": text,
        "sitemap.xml": f"<urlset><url><loc>{STABLE}changelog/</loc></url></urlset>",
        "sitemap.xml.gz": "packed",
        "llms.txt": llms.index(settings(), [CHANGELOG]),
        "llms-full.txt": llms.full(settings(), [CHANGELOG], []) + MESSAGE,
    }
    for name, content in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(content)
    return site


def deployed(branch: str = BRANCH) -> dict[str, str]:
    """What is on the branch, by path."""
    found: dict[str, str] = {}
    with tarfile.open(fileobj=io.BytesIO(git("archive", branch))) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file:
                found[member.name] = file.read().decode()
    return found


def below(files: dict[str, str], directory: str) -> dict[str, str]:
    return {
        name.removeprefix(f"{directory}/"): text
        for name, text in files.items()
        if name.startswith(f"{directory}/")
    }


def versions(files: dict[str, str]) -> list[tuple[str, list[str]]]:
    listed = json.loads(files["versions.json"])
    return [(entry["version"], entry["aliases"]) for entry in listed]


def test_what_is_on_main_is_stable_while_there_is_no_release(tmp_path: Path) -> None:
    assert deploy(built(tmp_path, "main"), "dev") == ["dev", "stable"]

    files = deployed()
    assert versions(files) == [("dev", ["stable"])]
    assert below(files, "stable")["run/python.wasm"] == "main"
    assert 'url=stable/"' in files["index.html"]


def test_a_release_is_stable_and_main_is_kept_beside_it(tmp_path: Path) -> None:
    deploy(built(tmp_path, "main"), "dev")
    site = built(tmp_path, "release")
    assert deploy(site, "0.1.0") == ["0.1", "stable"]

    files = deployed()
    assert versions(files) == [("dev", []), ("0.1", ["stable"])]
    for name, text in {"dev": "main", "0.1": "release", "stable": "release"}.items():
        assert below(files, name)["run/python.wasm"] == text
        assert text in below(files, name)["changelog/index.html"]
    # What readers get who name no version is what was built.
    assert below(files, "stable") == {
        path.relative_to(site).as_posix(): path.read_text()
        for path in site.rglob("*")
        if path.is_file()
    }
    assert 'url=stable/"' in files["index.html"]
    for name in ("404.html", "sitemap.xml", "llms.txt", "llms-full.txt"):
        assert files[name] == files[f"stable/{name}"], name


def test_a_version_lists_its_own_pages_and_calls_stable_their_address(
    tmp_path: Path,
) -> None:
    deploy(built(tmp_path, "release"), "0.1.0")
    deploy(built(tmp_path, "main"), "dev")

    for name in ("dev", "0.1", "stable"):
        files, own = below(deployed(), name), f"{ROOT_OF_SITE}{name}/"
        assert f"<loc>{own}changelog/</loc>" in files["sitemap.xml"]
        assert f"[Changelog]({own}changelog/)" in files["llms.txt"]
        assert f"[llms-full.txt]({own}llms-full.txt)" in files["llms.txt"]
        assert f"<!-- {own}changelog/ -->" in files["llms-full.txt"]
        assert files["llms-full.txt"].endswith(MESSAGE)
        assert f'href="{STABLE}changelog/"' in files["changelog/index.html"]


def test_main_changes_nothing_of_a_release(tmp_path: Path) -> None:
    deploy(built(tmp_path, "release"), "v0.1.0")
    before = deployed()
    assert deploy(built(tmp_path, "main"), "dev") == ["dev"]

    after = deployed()
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed == {"versions.json"}
    assert versions(after) == [("dev", []), ("0.1", ["stable"])]


def test_a_page_that_is_gone_is_gone_from_its_version(tmp_path: Path) -> None:
    site = built(tmp_path, "release")
    (site / "old.html").touch()
    deploy(site, "0.1.0")
    deploy(built(tmp_path, "fixed"), "0.1.1")

    files = deployed()
    assert versions(files) == [("0.1", ["stable"])]
    assert below(files, "stable")["run/python.wasm"] == "fixed"
    assert [name for name in files if name.endswith("old.html")] == []


def test_a_fix_of_an_older_release_is_not_stable(tmp_path: Path) -> None:
    deploy(built(tmp_path, "newer"), "0.10.0")
    assert deploy(built(tmp_path, "older"), "0.9.1") == ["0.9"]

    files = deployed()
    assert versions(files) == [("0.10", ["stable"]), ("0.9", [])]
    assert below(files, "stable")["run/python.wasm"] == "newer"


@pytest.mark.parametrize(
    ("directory", "others", "expected"),
    [
        ("dev", [], True),
        ("dev", ["dev", "0.1"], False),
        ("0.1", ["dev"], True),
        ("0.2", ["0.2", "0.1"], True),
        ("0.9", ["0.10"], False),
    ],
)
def test_the_newest_release_is_stable(
    directory: str, others: list[str], expected: bool
) -> None:
    assert is_stable(directory, others) is expected


def test_the_branch_of_the_remote_is_what_is_added_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = (tmp_path / "remote").as_uri()
    git("init", "--quiet", "--bare", remote.removeprefix("file://"))
    for version in ("dev", "0.1.0", "dev"):
        # Each starts anew, as a workflow does.
        directory = tmp_path / f"checkout {version}"
        if not directory.exists():
            another(tmp_path, directory.name, monkeypatch)
        monkeypatch.chdir(directory)
        site = built(tmp_path, f"of {version}")
        command = ["deploy", version, "--site", str(site), "--push", remote]
        monkeypatch.setattr(sys, "argv", command)
        assert main() == 0

    monkeypatch.chdir(tmp_path / "remote")
    files = deployed()
    assert versions(files) == [("dev", []), ("0.1", ["stable"])]
    assert below(files, "stable")["run/python.wasm"] == "of 0.1.0"


@pytest.mark.parametrize("version", ["0.1", "0.2.0rc1", "main", "../0.1.0"])
def test_what_is_no_release_is_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(DeployError, match="neither a release"):
        deploy(built(tmp_path, "site"), version)


def test_a_site_that_knows_of_no_versions_is_refused(tmp_path: Path) -> None:
    site = built(tmp_path, "site")
    (site / "index.html").write_text('<script>{"version": null}</script>')
    with pytest.raises(DeployError, match=r"mkdocs\.deploy\.yml"):
        deploy(site, "dev")
