"""Show on a terminal how far something is that takes long."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic


def progress(done: str, now: Callable[[], float] = monotonic) -> Callable[[int, int], None] | None:
    """Return a function that shows on a terminal how much is done, if it takes over a second.

    The line is cleared at the end, with spaces, which every terminal has. Until then, it is overwritten by
    whatever else is printed.

    Args:
        done: What is done, as a participle, such as `checked`.
        now: Returns the time in seconds.

    Returns:
        The function of a number and the number of all, or None if standard error is not a terminal.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        return None
    begun, shown = now(), False

    def show(number: int, all_: int) -> None:
        nonlocal shown
        words = f"{number:,} of {all_:,} {done}"
        if number < all_ and now() - begun > 1:
            shown = True
            sys.stderr.write(f"\r{words}\r")
        elif shown:
            sys.stderr.write(f"\r{' ' * len(words)}\r")
        sys.stderr.flush()

    return show
