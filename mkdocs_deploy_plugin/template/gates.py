"""Read gates: the hold points and timers of task items, and the roles of steps.

`(hold: Deployment Lead)` at the end of a task item is a hold point, which this role releases;
`(wait 30 minutes)` is a timer; `(by: DBA)` names the role that carries out an item or a step. A template
may declare other words for `hold`, `wait` and `by`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

from mkdocs_deploy_plugin.model import Section
from mkdocs_deploy_plugin.reading.remarks import ENDS, remark_ranges, remarks

LONGEST_WAIT = 30 * 86_400
"""The longest wait, in seconds: 30 days."""

_UNITS = (
    (1, "s sec secs second seconds sek sekunde sekunden 秒 秒間 초"),
    (60, "m min mins minute minutes minuten 分 分間 分钟 분"),
    (3_600, "h hr hrs hour hours std stunde stunden 時間 小时 시간"),
    (86_400, "d day days tag tage tagen 日 日間 天 일"),
    (604_800, "w week weeks woche wochen 週間 周 주"),
)
UNITS = {unit: seconds for seconds, units in _UNITS for unit in units.split()}
"""The seconds of each unit, in English, German, Japanese, Chinese and Korean."""

_PART = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([^\W\d_]{1,20})\.?(?:\s*,|\s+(?:and|und)\b)?\s*")
_MARK = re.compile(r"([^\W\d_]+)\s*([:：]?)\s*(.*)", re.S)
_WORDS = re.compile(r"gates: *([^\W\d_]+) *[,、，] *([^\W\d_]+) *[,、，] *([^\W\d_]+)")


class GateWords(NamedTuple):
    """The words that begin the marks of gates."""

    hold: str = "hold"
    wait: str = "wait"
    by: str = "by"


class Gate(NamedTuple):
    """The gates of a task item or heading.

    Attributes:
        hold: The role that releases it, or empty.
        wait: The seconds to wait, or 0.
        by: The role that carries it out, or empty.
    """

    hold: str = ""
    wait: int = 0
    by: str = ""


class GateMark(NamedTuple):
    """A remark that begins with the word of a gate.

    Attributes:
        kind: `hold`, `wait` or `by`, whatever the word is.
        colon: Whether a colon follows the word.
        value: The text after the word and the colon.
    """

    kind: str
    colon: bool
    value: str


def read_gate_words(mark: str) -> GateWords | None:
    """Parse the mark of a template that declares the words; None if it has another form."""
    match = _WORDS.fullmatch(mark)
    words = [word.casefold() for word in match.groups()] if match else []
    return GateWords(*words) if len(set(words)) == len(words) > 0 else None


def read_mark(remark: str, words: GateWords) -> GateMark | None:
    """Parse a remark; None if it does not begin with the word of a gate."""
    match = _MARK.match(remark)
    word = match[1].casefold() if match else ""
    if match is None or word not in words:
        return None
    return GateMark(GateWords._fields[words.index(word)], bool(match[2]), " ".join(match[3].split()))


def read_gate(remarks: Iterable[str], words: GateWords) -> Gate:
    """Return the gates in the remarks of a task item or heading. What is not understood is ignored."""
    hold, wait, by = Gate()
    for remark in remarks:
        mark = read_mark(remark, words)
        if mark is None:
            continue
        if mark.kind == "wait":
            seconds = duration(mark.value)
            wait = seconds if seconds is not None and 0 < seconds <= LONGEST_WAIT else wait
        elif mark.colon and mark.kind == "hold":
            hold = mark.value or hold
        elif mark.colon:
            by = mark.value or by
    return Gate(hold, wait, by)


def without_gates(text: str, words: GateWords) -> tuple[str, list[str]]:
    """Split the marks of gates off the end of a text. Return the rest, and the marks."""
    ranges = remark_ranges(text)
    gates = [place for place in ranges if read_gate([text[place[0] + 1 : place[1] - 1]], words) != Gate()]
    return (text[: gates[0][0]].rstrip(), [text[slice(*place)] for place in gates]) if gates else (text, [])


def role_of(section: Section, words: GateWords) -> str:
    """Return the role that carries out a phase or step, as its heading says; or an empty string."""
    if section.label is None or not section.heading.endswith(ENDS):
        return ""
    return read_gate(remarks(section.heading), words).by


def duration(text: str) -> int | None:
    """Return the seconds of a duration such as `1 hour 30 minutes`, rounded up; None if not understood."""
    seconds, place = 0.0, 0
    while match := _PART.match(text, place):
        unit = UNITS.get(match[2].casefold())
        if unit is None:
            return None
        seconds += float(match[1]) * unit
        place = match.end()
    return math.ceil(seconds) if place and place == len(text) else None
