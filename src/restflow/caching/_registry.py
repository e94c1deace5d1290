"""What has been decorated."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

# The first, for the system checks; functions may be decorated without end.
plans: list[Any] = []
# How many functions of a name there are.
_names: Counter[str] = Counter()


def identity(name: str) -> str:
    """Return what tells a function that is decorated now from all others."""
    if "<locals>" in name or name.startswith("__main__."):
        # Each is another function: with other values from around it, or of another
        # script.
        return f"{name}#{os.urandom(12).hex()}"
    _names[name] += 1
    # As for two lambdas of a module, or a function that is decorated twice.
    return f"{name}#{_names[name]}"
