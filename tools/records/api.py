"""The public names of the library, read from its source without importing it."""

from __future__ import annotations

from functools import cache
from typing import cast

import griffe

from tools.paths import SOURCE

# unittest calls these of every test case; nobody calls them by name.
_UNITTEST = {"run", "setUpClass"}
# Nor does anyone call the hooks of a plugin.
_HOOKS = "pytest_"

# Nor does anyone make these by name.
_MADE = {"StreamedResponse"}

# What is raised only in a run of its own, which an example starts.
_IN_ANOTHER_RUN = {"OutsideConnectionError"}

# What has no code of its own, and the functions behind it.
_BEHIND = {
    "restflow.caching.CacheInfo": ["caching/_plans.Plan.info"],
    "restflow.caching.Cached": [
        "caching/_results.cache_result.<locals>.decorate.<locals>.acached",
        "caching/_results.cache_result.<locals>.decorate.<locals>.cached",
    ],
    "restflow.caching.Cached.cache_info": ["caching/_plans.Plan.info"],
    "restflow.caching.CachedResponse": ["caching/_visit.CachedResponse.data"],
    # What an example does with an actor is to call its endpoints.
    "restflow.test.Actor": ["test/_stories/actors.Actor._bind.<locals>.call"],
    "restflow.test.AsyncActor": ["test/_stories/actors.AsyncActor._bind.<locals>.call"],
}

MODULES = (
    "restflow.caching",
    "restflow.caching.testing",
    "restflow.docs",
    "restflow.pytest_plugin",
    "restflow.test",
)


@cache
def library() -> griffe.Module:
    """Return the library as griffe sees it."""
    loaded = griffe.load(
        "restflow", search_paths=[str(SOURCE)], docstring_parser="google"
    )
    return cast("griffe.Module", loaded)


@cache
def public_names() -> dict[str, griffe.Object]:
    """Return what each public name means: classes, functions and methods.

    A module's public names are those in its `__all__`. A method is public where its
    name has no underscore in front; it is named after the class that is exported.
    """
    names: dict[str, griffe.Object] = {}
    for module_name in MODULES:
        module = library()[module_name.removeprefix("restflow.")]
        for name in module.exports or ():
            target = resolve(module[name])
            names[f"{module_name}.{name}"] = target
            for method, function in _methods(target):
                names[f"{module_name}.{name}.{method}"] = function
    return names


def is_made_of(cls: type, name: str) -> bool:
    """Tell whether a class is what a public name means, or derives from that."""
    # Errors and warnings say of themselves that they are where they are imported from.
    paths = {public_names()[name].canonical_path, name}
    return any(
        f"{base.__module__}.{base.__qualname__}" in paths for base in cls.__mro__
    )


@cache
def shared(name: str) -> frozenset[str]:
    """Return the public names of the same function: of classes with the same base."""
    path = public_names()[name].canonical_path
    return frozenset(
        other
        for other, target in public_names().items()
        if target.canonical_path == path
    )


def executable(target: griffe.Object) -> bool:
    """Tell whether a name can be executed: one that only type checkers see can't."""
    if target.name in _IN_ANOTHER_RUN or _is_form(target) or _has_no_code(target):
        return False
    return target.runtime and (target.parent is None or target.parent.runtime)


def _is_form(target: griffe.Object) -> bool:
    """Tell whether a name is that of a TypedDict, whose values are plain dicts."""
    bases = target.bases if isinstance(target, griffe.Class) else []
    return any(str(base) == "TypedDict" for base in bases)


def _has_no_code(target: griffe.Object) -> bool:
    """Tell whether a class is but fields, and what is read off them."""
    if not isinstance(target, griffe.Class) or "dataclass" not in target.labels:
        return False
    # The way it is made is generated.
    own = (member for name, member in target.members.items() if name != "__init__")
    return not any(resolve(member).is_function for member in own)


def options(function: griffe.Object) -> dict[str, griffe.Parameter]:
    """Return the documented arguments of a function, or of making a class's objects."""
    documented = {
        argument.name.lstrip("*")
        for section in (function.docstring.parsed if function.docstring else ())
        if isinstance(section, griffe.DocstringSectionParameters)
        for argument in section.value
    }
    return {
        parameter.name.lstrip("*"): parameter
        for parameter in parameters(function)
        if parameter.name.lstrip("*") in documented
    }


def code_name(function: griffe.Object) -> tuple[str, str]:
    """Return the file and the qualified name by which running code is recognised."""
    qualname = function.canonical_path.removeprefix(
        f"{function.module.canonical_path}."
    )
    return str(function.filepath), qualname


def code_behind(name: str) -> list[tuple[str, str]]:
    """Return the same of the functions behind a name that has no code of its own."""
    package = SOURCE / "restflow"
    parts = [behind.partition(".") for behind in _BEHIND.get(name, ())]
    return [(str(package / f"{module}.py"), code) for module, _, code in parts]


def parameters(function: griffe.Object) -> griffe.Parameters | tuple[()]:
    """Return the parameters of a function, or of making a class's objects."""
    if isinstance(function, griffe.Class):
        made_by_library = function.name.endswith(("Error", "Warning"))
        made_by_library = made_by_library or function.name in _MADE
        if "dataclass" in function.labels or made_by_library:
            # Made by the library, not by its users.
            return ()
        init = function.all_members.get("__init__")
        return parameters(resolve(init)) if init is not None else ()
    return function.parameters if isinstance(function, griffe.Function) else ()


def _methods(target: griffe.Object) -> list[tuple[str, griffe.Object]]:
    if not isinstance(target, griffe.Class):
        return []
    return [
        (name, resolve(member))
        for name, member in target.all_members.items()
        if not name.startswith(("_", _HOOKS))
        and name not in _UNITTEST
        and is_ours(member)
        and resolve(member).is_function
    ]


def is_ours(member: griffe.Object | griffe.Alias) -> bool:
    """Tell whether a member is the library's own, and not inherited from elsewhere."""
    return member.canonical_path.startswith("restflow.")


def resolve(member: griffe.Object | griffe.Alias) -> griffe.Object:
    """Return what a member is, behind however many imports."""
    return member.final_target if isinstance(member, griffe.Alias) else member
