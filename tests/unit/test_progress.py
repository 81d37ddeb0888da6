"""Commands and builds show on a terminal how far they are, and nowhere else."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest

from mkdocs_deploy_plugin.reporting.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_nothing_is_shown_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert progress("checked") is None


@pytest.mark.parametrize(
    ("times", "shown"),
    [
        ([0, 0.2, 0.4], ""),
        ([0, 0.9, 1.1], "\r128 of 1,000 checked\r\r                      \r"),
    ],
)
def test_what_takes_a_second_is_shown_and_cleared(
    monkeypatch: pytest.MonkeyPatch, times: list[float], shown: str
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    clock: Iterator[float] = iter(times)
    show = progress("checked", lambda: next(clock))
    assert show is not None
    show(64, 1000)
    show(128, 1000)
    show(1000, 1000)
    assert terminal.getvalue() == shown
