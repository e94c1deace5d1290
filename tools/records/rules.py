"""What the records of this site show, and what they replace, beside what all do."""

from __future__ import annotations

import re

from restflow.docs import Rules


def _by_number(listed: re.Match[str]) -> str:
    """Return the errors of a list as Django REST framework has them since 3.18."""
    return f'{{"{listed["valid"].count("{")}":{listed["errors"]}}}'


RULES = Rules(
    # All of them are made up, and what the examples are about.
    show=frozenset(
        {
            *("authorization", "http-authorization", "key", "password", "x-signature"),
            *("basket", "cart", "currency", "django_language", "messages", "session"),
        }
    ),
    patterns=(
        (
            re.compile(
                r'(?<="lines":)\[(?P<valid>(\{\},)*)(?P<errors>\{"\w+":\[.*?\]\})\]'
            ),
            _by_number,
        ),
        # It is that of the installed version of drf-spectacular.
        (re.compile(r'\{\s*"openapi":\s*"3\..*', re.DOTALL), "<the OpenAPI document>"),
        # Until Python 3.13.
        (re.compile(r"\binteger division or modulo by zero\b"), "division by zero"),
    ),
)
