"""The other distribution that owns the import name `restflow`."""

from __future__ import annotations

from importlib import metadata

RIVAL = "drf-restflow"


def rival_message() -> str | None:
    """Return what is wrong where another distribution owns the name `restflow` too."""
    try:
        version = metadata.version(RIVAL)
    except metadata.PackageNotFoundError:
        return None
    return (
        f"{RIVAL} {version} is installed beside restflow. Both install files into the "
        "package `restflow` and overwrite each other's."
    )


REMEDY = (
    f"Uninstall both, then install the one you want: pip uninstall {RIVAL} restflow"
)
