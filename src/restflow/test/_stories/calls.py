"""The arguments of an endpoint's call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from restflow.test._request.builder import Query

R_co = TypeVar("R_co", covariant=True)


class Call(Protocol[R_co]):
    """An endpoint of an actor, which returns a response or what is awaited for it."""

    def __call__(
        self,
        *args: Any,
        data: Any = None,
        format: str | None = None,
        headers: Mapping[str, str] | None = None,
        query_params: Query | None = None,
        status: int | None = None,
        **fields: Any,
    ) -> R_co: ...
