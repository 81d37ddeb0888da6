"""Tests of tables: a test that goes through all rows of one, and reports each row that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest


def each_row(
    names: str | Sequence[str], rows: Iterable[Any], ids: Callable[[Any], str] | None = None
) -> Callable[[Callable[..., None]], Callable[[pytest.Subtests], None]]:
    """Make one test of a function and a table: each row gives the function its arguments.

    Called as `pytest.mark.parametrize` is, for tables whose rows are quick to test: a row is a subtest, so
    that all rows that fail are reported, without the time that a test takes to be set up. The function has
    no other arguments.
    """
    table = [(row, (row,) if isinstance(names, str) else tuple(row)) for row in rows]
    arguments = (names,) if isinstance(names, str) else tuple(names)
    assert table

    def decorate(test: Callable[..., None]) -> Callable[[pytest.Subtests], None]:
        def run(subtests: pytest.Subtests) -> None:
            for row, values in table:
                with subtests.test(ids(row) if ids else ascii(row)[:80]):
                    test(**dict(zip(arguments, values, strict=True)))

        run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
        return run

    return decorate
