"""The library's source: its modules, functions and classes, and what names mean there.

Nothing is imported or run: names are followed through imports, classes and their bases.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tools.paths import SOURCE

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Definition:
    """A function, or a class.

    Attributes:
        name: Its dotted name.
        node: Its source.
        module: The module that it is in.
    """

    name: str
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    module: Module


@dataclass
class Module:
    """A module of the library.

    Attributes:
        name: Its dotted name.
        tree: Its source.
        imports: What its names mean that it has imported.
    """

    name: str
    tree: ast.Module
    imports: dict[str, str] = field(default_factory=dict[str, str])


@cache
def modules() -> dict[str, Module]:
    """Return the modules of the library by their dotted names."""
    found = {}
    for path in sorted((SOURCE / "restflow").rglob("*.py")):
        name = _dotted(path)
        module = Module(name, ast.parse(path.read_text("utf-8")))
        for node in ast.walk(module.tree):
            module.imports |= dict(_imported(node))
        found[name] = module
    return found


def _dotted(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    match node:
        case ast.ImportFrom(module=str(origin), names=names):
            for alias in names:
                yield alias.asname or alias.name, f"{origin}.{alias.name}"
        case ast.Import(names=names):
            for alias in names:
                yield alias.asname or alias.name.partition(".")[0], alias.name
        case _:
            pass


@cache
def definitions() -> dict[str, Definition]:
    """Return the functions and classes of the library by their dotted names."""
    found: dict[str, Definition] = {}

    def look(nodes: list[ast.stmt], owner: str, module: Module) -> None:
        for node in nodes:
            if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
                name = f"{owner}.{node.name}"
                found[name] = Definition(name, node, module)
                look(node.body, name, module)
            elif isinstance(node, ast.If | ast.With | ast.Try):
                look(node.body, owner, module)

    for module in modules().values():
        look(module.tree.body, module.name, module)
    return found


def resolved(name: str, definition: Definition) -> str:
    """Return the dotted name that a name has where it stands."""
    first, _, rest = name.partition(".")
    owner = definition.name
    while owner:
        if f"{owner}.{first}" in definitions():
            return f"{owner}.{name}"
        if owner == definition.module.name:
            break
        owner = owner.rpartition(".")[0]
    imported = definition.module.imports.get(first, first)
    return _followed(f"{imported}.{rest}" if rest else imported)


def _followed(name: str) -> str:
    """Return where a name that a package hands on is from."""
    owner, _, own = name.rpartition(".")
    if name not in definitions() and owner in modules():
        handed = modules()[owner].imports.get(own)
        return _followed(handed) if handed and handed != name else name
    return name


def member(owner: str, name: str) -> str:
    """Return a member of a module or of a class, or of a base of it."""
    if f"{owner}.{name}" in definitions():
        return f"{owner}.{name}"
    definition = definitions().get(owner)
    if definition and isinstance(definition.node, ast.ClassDef):
        for base in definition.node.bases:
            found = member(resolved(ast.unparse(base), definition), name)
            if found in definitions():
                return found
    return _followed(f"{owner}.{name}")


def members(kind: str, name: str) -> list[str]:
    """Return a member of a class, or of those that derive from it or mix it in."""
    below = (each for each, bases in above().items() if kind in bases)
    found = dict.fromkeys(member(each, name) for each in (kind, *below))
    return [each for each in found if each in definitions()]


@cache
def above() -> dict[str, set[str]]:
    """Return the bases of each class, and theirs."""
    found: dict[str, set[str]] = {}
    for name, definition in definitions().items():
        if isinstance(definition.node, ast.ClassDef):
            wanted, bases = [name], set[str]()
            while wanted:
                node = definitions().get(each := wanted.pop())
                if node and isinstance(node.node, ast.ClassDef):
                    bases.add(each)
                    wanted += [resolved(ast.unparse(b), node) for b in node.node.bases]
            found[name] = bases
    return found


def kind_of(value: ast.expr, definition: Definition) -> str:
    """Return the module or class that something is, or that it is an object of."""
    match value:
        case ast.Name(id="self" | "cls") | ast.Call(func=ast.Name(id="super")):
            return class_of(definition)
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return _attribute(name, class_of(definition))
        case ast.Name(id=name):
            return _known(name, definition) or _annotated(name, definition)
        case ast.Call(func=ast.expr() as named) | (ast.Attribute() as named):
            return _known(ast.unparse(named), definition)
        case _:
            return ""


def _known(name: str, definition: Definition) -> str:
    """Return the module or class of a name, also where it may be None."""
    found = resolved(name.removesuffix(" | None"), definition)
    return found if found in modules() or found in definitions() else ""


def class_of(definition: Definition) -> str:
    owner = definition.name
    while owner in definitions():
        if isinstance(definitions()[owner].node, ast.ClassDef):
            return owner
        owner = owner.rpartition(".")[0]
    return ""


def _annotated(name: str, definition: Definition) -> str:
    """Return the class of an argument, or of a variable that is made in a function."""
    for node in ast.walk(definition.node):
        match node:
            case ast.arg(arg=each, annotation=ast.expr() as kind) if each == name:
                return _known(ast.unparse(kind), definition)
            case ast.Assign(targets=[ast.Name(id=each), *_], value=value) if (
                each == name
            ):
                return _instantiated(value, definition)
            case _:
                pass
    return ""


def _instantiated(value: ast.expr, definition: Definition) -> str:
    """Return the class that an object is made of, if there is none already."""
    calls = [node.func for node in ast.walk(value) if isinstance(node, ast.Call)]
    kinds = [_known(ast.unparse(made), definition) for made in calls]
    return next(filter(None, kinds), "")


def _attribute(name: str, owner: str) -> str:
    """Return the class of an attribute, as its annotation or what it is set to says."""
    if not (definition := definitions().get(owner)):
        return ""
    for node in ast.walk(definition.node):
        match node:
            case ast.AnnAssign(target=target, annotation=says) if _is(target, name):
                return _known(ast.unparse(says), definition)
            case ast.Assign(targets=[*_, target], value=value) if _is(
                target, name
            ) and (kind := _instantiated(value, definition)):
                return kind
            case ast.FunctionDef(name="__init__") if found := _given(node, name):
                return _known(found, definition)
            case _:
                pass
    return ""


def _given(init: ast.FunctionDef, name: str) -> str:
    """Return the annotation of the argument that an attribute is set to."""
    given = {
        arg.arg: arg.annotation for arg in (*init.args.args, *init.args.kwonlyargs)
    }
    for node in ast.walk(init):
        match node:
            case ast.Assign(targets=[target], value=ast.Name(id=value)) if _is(
                target, name
            ):
                annotation = given.get(value)
                return ast.unparse(annotation) if annotation else ""
            case _:
                pass
    return ""


def _is(target: ast.expr, name: str) -> bool:
    return ast.unparse(target) in {name, f"self.{name}"}
