"""Build what runs the examples in the page, into build/run.

`python -m tools.page.bundle`. Python itself, Django, pytest and the sample project are
packed into a few files, compressed, as a static host may not do that. Each has the hash
of its content in its name; `manifest.json` names them. What was built is kept below
.cache/run, so that another time it takes a second and no network.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from base64 import b64decode
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tools.page import contents
from tools.page.downloads import (
    CACHE,
    RUNNER,
    emptied,
    node,
    node_modules,
    run,
    short_hash,
    wheels,
)
from tools.paths import EXAMPLES, ROOT, SAMPLE, SOURCE

OUT = ROOT / "build" / "run"

# Where things are in the interpreter's file system.
SITE = "/usr/lib/python3.14/site-packages"
HOME = "/restflow"

_ENDINGS = (".py", ".html", ".js", ".css", ".txt")
_SCRIPTS = ("compile.mjs", "compile.py", "package-lock.json")
_TOOLS = (
    *("__init__", "paths"),
    *("records/__init__", "records/order", "records/rules"),
)


@dataclass(frozen=True)
class File:
    """A file of the bundle.

    Attributes:
        path: Where it is in the interpreter's file system.
        data: Its content.
        archive: The archive that it goes into.
        how: Whether Python code is compiled, and keeps its docstrings.
    """

    path: str
    data: bytes
    archive: str
    how: Literal["as it is", "compile", "keep docstrings"] = "as it is"


def main() -> int:
    """Build the bundle."""
    total = build(OUT)
    print(f"{total / 1e6:.2f} MB in {OUT.relative_to(ROOT)}.")
    return 0


def build(target: Path) -> int:
    """Build the bundle, as far as it isn't built, and return its size in bytes."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with _alone():
        pyodide = node_modules() / "pyodide"
        libraries = packed("libraries", _libraries(pyodide), pyodide)
        own = packed("project", project(), pyodide)
        archives = [*libraries.glob("*.bin"), *own.glob("*.bin")]
        archives.append(_databases(sorted(archives), pyodide))
        return _lay_out(sorted(archives), pyodide, target)


@contextmanager
def _alone() -> Generator[None]:
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# --- What is packed ------------------------------------------------------------------


def _libraries(pyodide: Path) -> list[File]:
    site = wheels()
    files = [
        File(
            f"{SITE}/{name}",
            _content(site / name),
            "libraries",
            "compile" if name.endswith(".py") else "as it is",
        )
        for name in _names(site)
        if contents.wanted(name)
    ]
    # These two are no archives of files.
    files.append(File("", (pyodide / "pyodide.asm.wasm").read_bytes(), "wasm"))
    files.append(File("", (pyodide / "pyodide.asm.mjs").read_bytes(), "glue"))
    return files


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    # What a package says of itself ends with its whole README.
    return content.partition(b"\n\n")[0] if path.name == "METADATA" else content


def project() -> list[File]:
    """Return the files of the library, the sample project and the examples."""
    own = {f"runner/{path.name}": path for path in (RUNNER / "runtime").glob("*.py")}
    own |= {path.name: path for path in (RUNNER / "instead").glob("[!_]*.py")}
    files = [
        File(f"{SITE}/{name}", path.read_bytes(), "project", "compile")
        for name, path in sorted(own.items())
    ]
    compiled = [ROOT / "tools" / f"{name}.py" for name in _TOOLS]
    compiled += sorted(SOURCE.rglob("*.py"))
    files += [_of_checkout(path, "compile") for path in compiled]
    # Beside the code that puts them into pages.
    data = [path for path in SOURCE.rglob("*") if path.suffix in (".css", ".js")]
    files += [_of_checkout(path, "as it is") for path in sorted(data)]
    # Readers see and edit these, so they are there as they are.
    files += [_of_checkout(EXAMPLES / name, "as it is") for name in project_files()]
    files.append(_of_checkout(ROOT / "pyproject.toml", "as it is"))
    return files


def _of_checkout(path: Path, how: Literal["as it is", "compile"]) -> File:
    place = f"{HOME}/{path.relative_to(ROOT).as_posix()}"
    return File(place, path.read_bytes(), "project", how)


def project_files() -> list[str]:
    """Return the files below docs_src that take part in a run."""
    return [
        name
        for name in _names(EXAMPLES)
        if (name.endswith(_ENDINGS) or "/fixtures/" in name)
        and not name.startswith(("quickstart/", "cards_", "media/", "tasks/"))
        and "__pycache__" not in name
    ]


def _names(directory: Path) -> list[str]:
    found = (path for path in directory.rglob("*") if path.is_file())
    return sorted(path.relative_to(directory).as_posix() for path in found)


def packed(kind: str, files: list[File], pyodide: Path) -> Path:
    """Return where the archives of some files are, packed by Pyodide's own Python."""
    plan = {
        "files": [
            [file.path, len(file.data), file.archive, file.how] for file in files
        ],
        "stdlib": kind == "libraries",
        "left_out": contents.LEFT_OUT,
        "some_of": contents.SOME_OF_LIBRARY,
    }
    given = json.dumps(plan).encode() + b"\n" + b"".join(file.data for file in files)
    scripts = b"".join((RUNNER / name).read_bytes() for name in _SCRIPTS)
    target = CACHE / f"{kind}-{short_hash(given + scripts)}"
    if not target.exists():
        making = emptied(target.with_suffix(".part"))
        (making / "in").write_bytes(given)
        script = RUNNER / "compile.mjs"
        run(node(), str(script), str(pyodide), str(making), str(RUNNER / "compile.py"))
        (making / "in").unlink()
        making.rename(target)
        _keep_newest(kind)
    os.utime(target)
    return target


def _keep_newest(kind: str, number: int = 3) -> None:
    built = [path for path in CACHE.glob(f"{kind}-*") if path.suffix != ".part"]
    built.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in built[number:]:
        shutil.rmtree(path)


def _databases(archives: list[Path], pyodide: Path) -> Path:
    """Return the archive of the test databases, which the bundle itself makes."""
    key = short_hash(b"".join(path.parent.name.encode() for path in archives))
    target = CACHE / f"databases-{key}" / "databases.bin"
    if not target.exists():
        making = emptied(target.parent.with_suffix(".part"))
        _lay_out(archives, pyodide, making / "bundle")
        python = "from runner import session; session.databases_archive()"
        done = subprocess.run(
            [
                *(node(), str(RUNNER / "node_run.mjs")),
                *(str(making / "bundle"), str(making / "work")),
            ],
            input=json.dumps({"python": python}),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        answer = json.loads(done.stdout.splitlines()[-1])
        shutil.rmtree(making)
        target.parent.mkdir()
        target.write_bytes(b64decode(answer["value"]))
        _keep_newest("databases")
    os.utime(target.parent)
    return target


# --- What is served ------------------------------------------------------------------


def _lay_out(archives: list[Path], pyodide: Path, target: Path) -> int:
    """Write the files that are served, and what names them; return their size."""
    made = emptied(target.with_suffix(".part"))
    names = {path.stem: _put(made, path.name, path.read_bytes()) for path in archives}
    # As it is, for hosts that compress it: beside the one that is compressed already.
    plain = names["wasm"].replace(".bin", ".wasm")
    shutil.copyfile(pyodide / "pyodide.asm.wasm", made / plain)
    names["loader"] = _put(made, "pyodide.mjs", (pyodide / "pyodide.mjs").read_bytes())
    info = json.loads((pyodide / "pyodide-lock.json").read_text())["info"]
    code = _bundled("interpreter.mjs", f"--define:INFO={json.dumps(info)}")
    interpreter = _put(made, "interpreter.mjs", code)
    sizes = {
        key: {"name": name, "bytes": (made / name).stat().st_size}
        for key, name in sorted(names.items())
    }
    sizes["wasm"]["unpacked"] = (made / plain).stat().st_size
    worker = (RUNNER / "worker.mjs").read_text()
    worker = worker.replace("FILES = {}", f"FILES = {json.dumps(sizes)}")
    worker = worker.replace("./interpreter.mjs", f"./{interpreter}")
    first = {"worker": _put(made, "worker.mjs", worker.encode())}
    sample = [name for name in project_files() if name.split("/")[0] in SAMPLE]
    texts = {name: (EXAMPLES / name).read_text(encoding="utf-8") for name in sample}
    first["project"] = _put(made, "files.json", json.dumps({"files": texts}).encode())
    first["page"] = _put(made, "page.mjs", _bundled("editor/main.mjs"))
    served = {path.name: path.stat().st_size for path in sorted(made.iterdir())}
    later = {plain, first["project"]}
    total = sum(size for name, size in served.items() if name not in later)
    manifest = {**first, "files": served, "bytes": total}
    (made / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)
    return total


def _bundled(name: str, *more: str) -> bytes:
    """Bundle a module and what it imports into one."""
    options = "--bundle --minify --format=esm --target=es2022 --charset=utf8"
    build = node_modules() / "@esbuild"
    program = next(build.glob("*/bin/esbuild"))
    environment = {**os.environ, "NODE_PATH": str(node_modules())}
    done = subprocess.run(
        [program, str(RUNNER / name), *options.split(), *more],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout


def _put(directory: Path, name: str, data: bytes) -> str:
    stem, _, suffix = name.rpartition(".")
    hashed = f"{stem}-{short_hash(data)}.{suffix}"
    (directory / hashed).write_bytes(data)
    return hashed


if __name__ == "__main__":
    sys.exit(main())
