"""Put the built site beside its other versions, on the branch that GitHub Pages serves.

`python -m tools.publish.deploy dev` is for what is on main, and `… 0.1.0` for a
release, whose site is kept as `0.1`. `stable` is the newest release, or what is on main
while there is none. With `--push`, the branch is that of a remote.

mike writes the list of versions, which the theme shows. Every page says that its
address is the one below `stable`. What lists a version's own pages, such as its
sitemap, is given the addresses of that version here.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from tools.paths import ROOT
from tools.sources.navigation import settings

BRANCH = "gh-pages"
DEV, STABLE = "dev", "stable"
# What lists a site's own pages, and what comes before each address there.
LISTS = {"sitemap.xml": "<loc>", "llms.txt": "](", "llms-full.txt": "<!-- "}
# Looked for at the root of a site, where a host has one page for all that is not found.
AT_ROOT = ("404.html", *LISTS)

_RELEASE = re.compile(r"v?(\d+\.\d+)\.\d+")


class DeployError(Exception):
    """The site can't be deployed; the text says why."""


def directory_of(version: str) -> str:
    """Return where a version is kept: `0.1` for a release 0.1.3.

    Args:
        version: The version of a release, as its tag has it, or `dev`.
    """
    release = _RELEASE.fullmatch(version)
    if not release and version != DEV:
        raise DeployError(f"{version} is neither a release, such as 0.1.0, nor {DEV}.")
    return release[1] if release else DEV


def is_stable(directory: str, others: Iterable[str]) -> bool:
    """Tell whether a version is the one that readers get who name none.

    Args:
        directory: The version that is deployed.
        others: The versions that are there.
    """
    releases = [_numbers(other) for other in others if other != DEV]
    if directory == DEV:
        return not releases
    return all(_numbers(directory) >= release for release in releases)


def _numbers(directory: str) -> tuple[int, ...]:
    return tuple(map(int, directory.split(".")))


def moved(site: Path, directory: str, target: Path) -> Path:
    """Return a copy of the site whose lists of pages name those of the copy.

    Args:
        site: The built site.
        directory: The version that it is deployed as.
        target: Where to put the copy.
    """
    shutil.copytree(site, target)
    stable: str = settings()["site_url"]
    own = f"{stable.removesuffix(f'{STABLE}/')}{directory}/"
    for name, before in LISTS.items():
        text = (target / name).read_text(encoding="utf-8")
        text = text.replace(f"{before}{stable}", f"{before}{own}")
        (target / name).write_text(text, encoding="utf-8")
    # Its packed copy has the other addresses, and nobody asks for it.
    (target / "sitemap.xml.gz").unlink(missing_ok=True)
    return target


def deploy(site: Path, version: str) -> list[str]:
    """Commit the site to the branch, and return the names that it has there.

    Args:
        site: The built site.
        version: The version of a release, as its tag has it, or `dev`.
    """
    index = site / "index.html"
    if not index.exists() or '"provider": "mike"' not in index.read_text("utf-8"):
        raise DeployError("Run `make html SITE_CONFIG=mkdocs.deploy.yml` first.")
    # It has no types, and who does not deploy can do without it.
    mike = import_module("mike.commands")
    directory = directory_of(version)
    there = [str(info.version) for info in mike.list_versions(BRANCH)]
    aliases = [STABLE] if is_stable(directory, there) else []
    message = f"{directory} from {_git('rev-parse', '--short', 'HEAD')}"
    with tempfile.TemporaryDirectory() as temporary:
        own = moved(site, directory, Path(temporary, "site"))
        with mike.deploy(
            {"site_dir": str(own)},
            directory,
            aliases=aliases,
            update_aliases=True,
            branch=BRANCH,
            message=message,
            allow_empty=True,
        ):
            pass
    if aliases:
        _write_stable(site, message)
        mike.set_default(STABLE, branch=BRANCH, message=message, allow_empty=True)
    return [directory, *aliases]


def _write_stable(site: Path, message: str) -> None:
    """Put the site below `stable`, in place of mike's link, and a part at the root."""
    git = import_module("mike.git_utils")
    with git.Commit(BRANCH, message, allow_empty=True) as commit:
        for file in git.walk_real_files(str(site)):
            commit.add_file(file.copy(STABLE, str(site)))
        for name in AT_ROOT:
            commit.add_file(git.FileInfo(name, (site / name).read_bytes()))


def fetch(remote: str) -> None:
    """Have the branch of a remote in place of that which is here.

    Args:
        remote: The name or the address of the remote.
    """
    if _git("ls-remote", "--heads", remote, f"refs/heads/{BRANCH}"):
        branch = f"+refs/heads/{BRANCH}:refs/heads/{BRANCH}"
        _git("fetch", "--quiet", "--depth=1", remote, branch)


def _git(*arguments: str) -> str:
    ran = subprocess.run(
        ["git", *arguments],  # noqa: S607  (whichever git there is)
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise DeployError(f"git {' '.join(arguments)}: {ran.stderr.strip()}")
    return ran.stdout.strip()


def main() -> int:
    """Deploy, and say where to."""
    parser = argparse.ArgumentParser(description="Put the site beside other versions.")
    parser.add_argument("version", help="dev, or the version of a release: 0.1.0")
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--push", metavar="REMOTE", help="fetch from there, and push")
    wanted = parser.parse_args()
    remote: str | None = wanted.push
    try:
        if remote:
            fetch(remote)
        names = deploy(wanted.site, wanted.version)
        if remote:
            _git("push", "--quiet", remote, BRANCH)
    except DeployError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"On the branch {BRANCH}: {', '.join(names)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
