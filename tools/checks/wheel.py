"""Look into the wheel: the library and nothing else, and it installs and imports."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.checks.matrix import interpreters
from tools.paths import SOURCE

# Settings are all that restflow.test needs of a project to be imported.
IMPORT = """
from django.conf import settings
settings.configure(INSTALLED_APPS=["restflow"])
import django
django.setup()
import restflow.pytest_plugin, restflow.test
print(f"restflow {restflow.__version__} imports on {django.get_version()}")
"""
# Those of the report of a run stand beside the code that puts them into it.
_KINDS = (".css", ".js", ".py")


def problems(wheel: Path) -> list[str]:
    """Return what is in a wheel and should not be, and what is missing from it.

    Args:
        wheel: The wheel's file.
    """
    names = {
        name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name
    }
    library = {
        path.relative_to(SOURCE).as_posix()
        for path in (SOURCE / "restflow").rglob("*")
        if path.suffix in _KINDS or path.name == "py.typed"
    }
    return [
        *(f"{name} does not belong in it" for name in sorted(names - library)),
        *(f"{name} is missing" for name in sorted(library - names)),
    ]


def imports(wheel: Path, python: Path) -> bool:
    """Tell whether a wheel installs into a new environment and imports there.

    Args:
        wheel: The wheel's file.
        python: The interpreter to make the environment with.
    """
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([python, "-m", "venv", directory], check=True)
        new = Path(directory, "bin", "python")
        wanted = f"{wheel}[live,pytest]"
        install: list[str | Path] = [new, "-m", "pip", "install", "--quiet", wanted]
        subprocess.run(install, check=True)
        return subprocess.run([new, "-c", IMPORT], check=False).returncode == 0


def main() -> int:
    """Look into the one wheel of a directory, and say what was found."""
    [wheel] = Path(sys.argv[1]).glob("*.whl")
    found = problems(wheel)
    for problem in found:
        print(f"{wheel.name}: {problem}")
    if not found:
        print(f"{wheel.name} holds the library and nothing else.")
    available = interpreters()
    for minor in sorted({min(available), max(available)}):
        print(f"Python 3.{minor}: ", end="", flush=True)
        if not imports(wheel, available[minor]):
            found.append(f"it does not import on Python 3.{minor}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
