"""What is masked and what is scrubbed: our rules, and those that a project adds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

# What changes from run to run, and what stands in its place.
Pattern = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

MASK = "<masked>"
CSRF_TOKEN = "<CSRF token>"  # noqa: S105  (it stands in the place of one)
ARROW = " => "

# A part of a name that says that its value is secret; the latter only at its end, and
# those that are parts of many other words only as a word of it.
_ANYWHERE = (
    "passw(or)?d|passphrase|passcode|secret|credential|authorization|cookie|csrf"
    "|api[-_]?key|sessionid|jwt|cvv|signature"
)
_LAST = "token|otp|(^|access|auth|encryption|private|session|signing)[-_]?key"
_WORD = r"((^|[-_.])(pwd|pin|refresh)|(?-i:(?<=[a-z])(Pwd|Pin)))$"
_SECRET = re.compile(rf"{_ANYWHERE}|({_LAST})s?$|{_WORD}", re.IGNORECASE)
_WORDS = re.compile(
    r"((access|api|auth|authorization|cookie|credentials?|csrf|id|key|new|old|passw(or)?d"
    r"|refresh|secret|session|token)s?[ _-]?)+",
    re.IGNORECASE,
)
# What stands in the place of a value already.
_PLACEHOLDER = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Rules:
    """Which values are masked or scrubbed, beside those that always are.

    Attributes:
        mask: Names of headers, cookies, parameters and fields whose values are masked,
            in lower case.
        show: Names of those whose values are shown, although their names say that they
            are secret, in lower case.
        scrub: Names of fields, headers, cookies and parameters whose values change from
            run to run, in lower case.
        patterns: Patterns of what changes from run to run, each with what stands in its
            place.

    Since:
        0.1.0.
    """

    mask: frozenset[str] = frozenset()
    show: frozenset[str] = frozenset()
    scrub: frozenset[str] = frozenset()
    patterns: tuple[Pattern, ...] = ()


def rules_of(config: Any) -> Rules:
    """Return the rules that pytest's configuration has.

    Args:
        config: pytest's `Config`.

    Raises:
        ValueError: A pattern of `restflow_scrub` is not a regular expression.
    """
    lines: list[str] = config.getini("restflow_scrub")
    return Rules(
        mask=_names(config.getini("restflow_mask")),
        show=_names(config.getini("restflow_show")),
        scrub=_names(line for line in lines if ARROW not in line),
        patterns=tuple(_pattern(line) for line in lines if ARROW in line),
    )


@lru_cache(maxsize=4096)
def is_secret(name: str, rules: Rules) -> bool:
    """Tell whether what has this name is masked."""
    lower = name.lower()
    if lower in rules.mask:
        return True
    return lower not in rules.show and _SECRET.search(name) is not None


def is_placeholder(value: str) -> bool:
    """Tell whether a value stands in the place of another one."""
    return not value or _PLACEHOLDER.fullmatch(value) is not None


def is_word(text: str) -> bool:
    """Tell whether a text is a word such as `password`, which tells no secret."""
    return _WORDS.fullmatch(text) is not None


def _names(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(line.strip().lower() for line in lines)


def _pattern(line: str) -> Pattern:
    pattern, _, replacement = line.partition(ARROW)
    try:
        return re.compile(pattern.strip()), replacement.strip()
    except re.error as error:
        raise ValueError(
            f"restflow_scrub has the line {line!r}, whose pattern is no regular "
            f"expression: {error}. Write `pattern{ARROW}<name>`, or the name of a "
            "field alone."
        ) from None
