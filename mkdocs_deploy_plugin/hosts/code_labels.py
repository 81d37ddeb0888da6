"""Links whose reference has code in its label: [`stir`] and [the command][`stir`].

Python-Markdown puts code aside before it looks for references, so it does not find these.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

_REFERENCE = r"(?<![\\!])\[(?P<text>[^\[\]]{1,300})\](?:\[(?P<label>[^\[\]]{0,300})\])?(?!\()"
_BACKTICKS = re.compile("`+")
_REACH = 5_000
"""How many characters before a reference are looked at, for code that may contain it."""


class CodeLabels(InlineProcessor):
    """Links references by their labels as written, if these have code in them."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown) -> None:
        """Compile the pattern of references."""
        super().__init__(_REFERENCE, md)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the link of a reference, with its text still to be read."""
        label = " ".join((m["label"] or m["text"]).split()).lower()
        if "`" not in label or label not in self.md.references or _is_code(data, m.start()):
            return None, None, None
        href, title = self.md.references[label]
        link = Element("a", {"href": href, **({"title": title} if title else {})})
        link.text = m["text"]
        return link, m.start(), m.end()


def _is_code(data: str, place: int) -> bool:
    """Return whether a place is within a code span, which ends with as many backticks as it begins with."""
    runs = [(run.start(), len(run[0])) for run in _BACKTICKS.finditer(data, max(0, place - _REACH))]
    last = {length: number for number, (_, length) in enumerate(runs)}
    number = 0
    while number < len(runs) and runs[number][0] < place:
        start, length = runs[number]
        if last[length] > number:
            number = next(at for at in range(number + 1, len(runs)) if runs[at][1] == length)
            if start < place < runs[number][0]:
                return True
        number += 1
    return False
