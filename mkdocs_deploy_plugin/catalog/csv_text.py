"""Write rows as CSV (RFC 4180) in which no spreadsheet sees a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Depending on its locale, a spreadsheet separates cells at semicolons or tabs. Quotation marks within a cell
# mean nothing to it then, so whatever follows one of these characters may become a cell.
_FORMULA = re.compile(
    r"(?:^|(?<=[;\t\r\n]))(?=[\s\x00-\x1f\u200b-\u200f\u2060\ufeff\"]{0,100}[=+\-@＝＋－＠﹦﹢﹣﹫−])|^(?=[\t\r\n])"
)
_QUOTED = re.compile(r"[\",;\t\r\n]")


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV.

    What looks like a formula to a spreadsheet, whatever separates its cells, is prefixed with an apostrophe.
    """
    return "".join(f"{','.join(map(_cell, row))}\r\n" for row in rows)


def _cell(text: str) -> str:
    safe = _FORMULA.sub("'", text)
    if safe == text and not _QUOTED.search(text):
        return text
    escaped = safe.replace('"', '""')
    return f'"{escaped}"'
