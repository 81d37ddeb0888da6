"""The registry of marks: what parentheses at the end of a template's comments can say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from mkdocs_deploy_plugin.reading.remarks import remark_ranges

KEY, HEADING = "a key", "a heading"
FORMERLY = "formerly:"


@dataclass(frozen=True, slots=True)
class MarkKind:
    """A mark.

    Attributes:
        begins: The mark, or the words before what it is about.
        place: Where it belongs: at `KEY` or below a `HEADING`; empty for both.
        rest: The pattern of what follows; empty if nothing does.
        form: What follows, as people write it.
        keys: The names of the only fields that can have it; empty for all.
    """

    begins: str
    place: str
    rest: str = ""
    form: str = ""
    keys: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        """The pattern of the whole mark, without its parentheses."""
        return re.escape(self.begins) + self.rest

    @property
    def shown(self) -> str:
        """The mark as people write it, with its parentheses."""
        return f"({self.begins}{self.form})"

    def fits(self, place: str) -> bool:
        """Return whether the mark may stand at a place."""
        return self.place in ("", place)


_STATUS = r" [^()]+"

MARKS = (
    MarkKind("choice", KEY),
    MarkKind("fixed", KEY),
    MarkKind("optional:", HEADING, _STATUS, " if applicable, if needed"),
    MarkKind("optional", KEY),
    MarkKind("every row", KEY),
    MarkKind("required from", KEY, _STATUS, " …"),
    MarkKind("in force at", KEY, _STATUS, " …", keys=("status",)),
    MarkKind("retired at", KEY, _STATUS, " …", keys=("status",)),
    MarkKind("text required from", HEADING, _STATUS, " …"),
    MarkKind("decision criteria", HEADING),
    MarkKind("rollback required", HEADING, r"(?: unless [^()]+)?", ' unless "…" or "…"'),
    MarkKind("rollback", HEADING),
    MarkKind("gates:", HEADING, _STATUS, " hold, wait, by"),
    MarkKind("noun:", HEADING, _STATUS, " runbook, runbooks"),
    MarkKind("not applicable:", HEADING, _STATUS, " n/a"),
    MarkKind("is:", KEY, r" [^()]+", " …"),
    MarkKind("from:", KEY, r" [^()]+", " file name", keys=("id", "title")),
    MarkKind(FORMERLY, "", _STATUS, " …"),
)
"""All marks. One that begins with the words of another comes before it."""

MARK = re.compile(rf"\s*\(({'|'.join(kind.pattern for kind in MARKS)})\)")
"""A mark in a comment, with its parentheses and the space before it."""

_FORMER = rf"[ \t]*\({FORMERLY} [^()\n]+\)"
FORMER = re.compile(rf"<!--(?:{_FORMER})+[ \t]*-->|{_FORMER}")
"""The mark with former names, with the space before it, or a comment that has nothing else."""

_FORMER_TEXT = re.compile(rf"\s*\({FORMERLY} ([^()]+)\)")

_AFTER_SENTENCE = tuple(".!?…:;)。！？")
_BRACKETS = re.compile(r"[\[{（]\s*([^\[\](){}（）]{3,60}?)\s*[\]}）]\s*$")
_UNCLOSED = re.compile(r"\(([^()]{3,60})$")
_LIKELY, _POSSIBLE = 0.8, 0.5
_MOST_WORDS = 6


def former_texts(text: str) -> tuple[str, tuple[str, ...]]:
    """Split the former texts off a check. A comma is part of them; each has its own mark."""
    return _FORMER_TEXT.sub("", text), tuple(name.strip() for name in _FORMER_TEXT.findall(text))


def kind_of(mark: str) -> MarkKind:
    """Return the kind of a mark, given without its parentheses."""
    return next(kind for kind in MARKS if re.fullmatch(kind.pattern, " ".join(mark.split())))


def not_marks(comment: str, place: str) -> Iterator[tuple[str, str, str]]:
    """Yield what is meant as a mark at the end of a comment but is none.

    Other parentheses are prose: those in the middle of a sentence unless they are nearly a mark, whole
    sentences, and more than a few words.

    Yields:
        The text as it is written with its brackets, what is wrong with it, and what to write instead.
    """
    rest = MARK.sub("", comment)
    for start, end in remark_ranges(rest):
        written, content = rest[start:end], " ".join(rest[start + 1 : end - 1].split())
        before = rest[:start].rstrip()
        stands_alone = not before or before.endswith(_AFTER_SENTENCE)
        is_prose = not content or content.endswith((".", "!", "?")) or content.count(" ") >= _MOST_WORDS
        meant = nearest_mark(content, place, _LIKELY)
        if not meant and stands_alone and not is_prose:
            meant = nearest_mark(content, place, _POSSIBLE)
            yield written, f"({content}) is not a mark", _did_you_mean(meant) or marks_of(place)
        elif meant:
            yield written, f"({content}) is not a mark", _did_you_mean(meant)
    if match := _BRACKETS.search(rest):
        if meant := nearest_mark(match[1], place, _LIKELY):
            yield match[0].strip(), f"{match[0].strip()} is not a mark", _did_you_mean(meant)
    elif (match := _UNCLOSED.search(rest)) and (meant := nearest_mark(match[1], place, _LIKELY)):
        yield match[0], f"{match[0]} has no closing parenthesis", _did_you_mean(meant)


def nearest_mark(content: str, place: str, cutoff: float) -> str:
    """Return the mark that was probably meant, with its parentheses; one that fits the place goes first."""

    def likeness(kind: MarkKind) -> float:
        words = content.casefold().split()
        # What follows the words of a mark is of no help in finding it.
        beginning = " ".join(words[: kind.begins.count(" ") + 1]) if kind.rest else " ".join(words)
        same = SequenceMatcher(None, kind.begins, beginning).ratio()
        return same + (0.01 if kind.fits(place) else 0) if same >= cutoff else 0

    best = max(MARKS, key=likeness)
    if not likeness(best):
        return ""
    if best.begins.endswith(":") and (written := content.partition(":")[2].strip()):
        return f"({best.begins} {written})"
    # A status is kept: it follows the last word of the mark, or whatever stands for it.
    last, words = best.begins.split()[-1], content.split()
    tail = words[words.index(last) + 1 :] if last in words else words[best.begins.count(" ") + 1 :]
    return f"({best.begins} {' '.join(tail)})" if best.form == " …" and tail else best.shown


def marks_of(place: str) -> str:
    """Return a sentence that names the marks of a place."""
    return f"The marks of {place} are {', '.join(kind.shown for kind in MARKS if kind.fits(place))}."


def _did_you_mean(mark: str) -> str:
    return f"Did you mean {mark}?" if mark else ""
