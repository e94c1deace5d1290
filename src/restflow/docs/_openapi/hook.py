"""The hook of drf-spectacular, and the setting that says where the records are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from restflow.docs._records.documented import RecordsError, documented

_SETTING = "RESTFLOW_DOCS_RECORDS"


def add_examples(
    result: dict[str, Any],
    generator: Any,  # noqa: ARG001  (drf-spectacular passes it)
    **options: Any,  # noqa: ARG001  (the same)
) -> dict[str, Any]:
    """Put recorded requests and responses into an OpenAPI document, as its examples.

    It is a hook of drf-spectacular: name it last in `POSTPROCESSING_HOOKS` of
    SPECTACULAR_SETTINGS. The setting RESTFLOW_DOCS_RECORDS is a list of the folders,
    records or test files to take; with None, the document stays as it is.

    Args:
        result: The document.
        generator: What made it.
        **options: What else drf-spectacular passes to hooks.

    Returns:
        The document with its examples: dicts, lists, texts and numbers.

    Raises:
        ExampleSchemaError: An example does not fit the schema of its operation
            (restflow.E302).
        ImproperlyConfigured: RESTFLOW_DOCS_RECORDS is missing, empty or no list, a
            place in it does not exist, there are no records, or one is damaged.

    Since:
        0.1.0. A hook for drf-spectacular.
    """
    places = _places()
    if places is None:
        return result
    # Who imports restflow.docs for its cards needs none of these.
    from django.conf import settings
    from drf_spectacular.drainage import warn

    from restflow.docs._openapi.operations import Operations
    from restflow.docs._openapi.placing import Placing
    from restflow.docs._openapi.recorded import recorded

    files = _documented(places)
    content = _plain(result)
    placing = Placing(Operations(content, settings.FORCE_SCRIPT_NAME or ""))
    placing.place(recorded(files, places))
    for operation, gaps in placing.gaps.items():
        warn(f"{operation}, as its tests have recorded it: {'; '.join(gaps)}")
    return content


def _places() -> list[Path] | None:
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    given: Any = getattr(settings, _SETTING, ())
    if given is None:
        return None
    if not given or isinstance(given, str | Path) or not hasattr(given, "__iter__"):
        raise ImproperlyConfigured(
            f"restflow.docs.add_examples needs the setting {_SETTING}: a list of the "
            f'folders with your records, such as [BASE_DIR / "tests"]. It is '
            f"{given!r}. Where there are no records, as in production, set it to None."
        )
    return [Path(place) for place in given]


def _documented(places: list[Path]) -> Any:
    from django.core.exceptions import ImproperlyConfigured

    try:
        return documented(places)
    except RecordsError as error:
        raise ImproperlyConfigured(f"{_SETTING}: {error}") from error


def _plain(result: dict[str, Any]) -> dict[str, Any]:
    """Return a document as JSON would have it: text for lazy text, and no objects."""
    from rest_framework.utils.encoders import JSONEncoder

    content: dict[str, Any] = json.loads(json.dumps(result, cls=JSONEncoder))
    return content
