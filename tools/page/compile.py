"""Compile Python code, and pack files; runs within Pyodide, see `tools/page/bundle.py`.

It is given the file /in: a line of JSON that says what to do, and the files themselves.
It leaves the archives in /out. An archive is a line of JSON with the names and sizes of
its files, and the files themselves.
"""

import ast
import gzip
import importlib
import importlib.util
import json
import marshal
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

zstd: Any = importlib.import_module("compression.zstd")
STDLIB = "/lib/python314.zip"
HOME = "/usr/lib/python3.14"
# What was imported to get here is what Python needs to start.
STARTED = {
    file.removeprefix(f"{STDLIB}/")
    for module in [*sys.modules.values()]
    if (file := getattr(module, "__file__", None) or "").startswith(STDLIB)
}


def compiled(path: str, source: bytes, *, docstrings: bool) -> bytes:
    """Return the compiled code of a module, for a file that has no source beside it."""
    tree = ast.parse(source)
    if not docstrings:
        remove_docstrings(tree)
    code = compile(tree, path, "exec", dont_inherit=True, optimize=0)
    header = importlib.util.MAGIC_NUMBER + bytes(12)
    return header + marshal.dumps(code)


def remove_docstrings(tree: ast.Module) -> None:
    """Remove the docstrings of a module, its classes and functions."""
    for node in ast.walk(tree):
        if not isinstance(
            node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        ):
            continue
        if ast.get_docstring(node, clean=False) is not None:
            first = node.body.pop(0)
            if not node.body:
                node.body.append(ast.copy_location(ast.Pass(), first))


def library(plan: dict[str, Any]) -> Iterator[tuple[str, str, bytes]]:
    """Yield archive, name and content of the files of Python's library."""
    left_out, some_of = tuple(plan["left_out"]), plan["some_of"]
    with zipfile.ZipFile(STDLIB) as archive:
        for name in sorted(archive.namelist()):
            directory, _, file = name.rpartition("/")
            if name.endswith("/") or name.startswith(left_out):
                continue
            kept = some_of.get(directory)
            if kept is not None and file.removesuffix(".py") not in kept:
                continue
            target = "start" if name in STARTED else "libraries"
            yield target, f"{HOME}/{name}", archive.read(name)


def pack(files: dict[str, bytes]) -> bytes:
    """Return an archive."""
    index = json.dumps([[path, len(data)] for path, data in files.items()])
    return index.encode() + b"\n" + b"".join(files.values())


def write(name: str, data: bytes) -> None:
    """Write a file for whoever started this: the same bytes for the same data.

    What a browser decompresses by itself is gzip, the rest zstd, which is smaller.
    """
    if name in ("libraries", "project"):
        level = {zstd.CompressionParameter.compression_level: 19}
        packed = zstd.compress(data, options=level)
    else:
        packed = gzip.compress(data, 9, mtime=0)
    Path(f"/out/{name}.bin").write_bytes(packed)


def main() -> None:
    """Do what /in says."""
    head, _, data = Path("/in").read_bytes().partition(b"\n")
    plan: dict[str, Any] = json.loads(head)
    archives: dict[str, dict[str, bytes]] = {}

    def add(archive: str, path: str, content: bytes, how: str) -> None:
        if how != "as it is":
            content = compiled(path, content, docstrings=how == "keep docstrings")
            path += "c"
        archives.setdefault(archive, {})[path] = content

    if plan["stdlib"]:
        for archive, path, content in library(plan):
            add(archive, path, content, "compile" if path[-3:] == ".py" else "as it is")
    offset = 0
    for path, size, archive, how in plan["files"]:
        content = data[offset : offset + size]
        offset += size
        if path:
            add(archive, path, content, how)
        else:
            write(archive, content)
    for archive, files in archives.items():
        write(archive, pack(files))


main()
