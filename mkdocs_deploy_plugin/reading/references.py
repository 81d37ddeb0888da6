"""What points at a procedure or at one of its steps: ids, step numbers and Markdown links.

The checker finds references in the source and the renderer finds them again in the page; both
use the same patterns, made from the template by `ReferenceSyntax`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mkdocs_deploy_plugin.model import Reference, ReferenceKind
from mkdocs_deploy_plugin.reading.blocks import Run

_NEVER = re.compile(r"(?!)")
_BRACKET = re.compile(rb"\[(?![ xX]\])")
_ANY_WORD = re.compile(rb"\S+")
_ANCHOR = r"(?:\#(?P<anchor>\w(?:[\w.:/~-]{0,120}\w)?))?"
_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/|#|\?")


@dataclass(frozen=True, slots=True)
class Found:
    """A reference in a piece of text: its place in characters, and what it points at."""

    kind: ReferenceKind
    target: str
    anchor: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReferenceSyntax:
    """What references look like in the procedures of one template.

    Attributes:
        ids: Matches an id, with an anchor behind it or not. Never matches within a longer word or a path.
        steps: Matches the number of a phase or step with its word: `Step 2.1`.
        across: Matches what stands between a step and the id of the procedure that it belongs to.
        id_hint: What every id begins with. Looking for it is much cheaper than matching.
        step_hints: The words that steps begin with.
        words: In UTF-8, what a reference or placeholder holds at least one of, besides brackets.
        anywhere: Whether an id may be any word.
    """

    ids: re.Pattern[str] = _NEVER
    steps: re.Pattern[str] = _NEVER
    across: re.Pattern[str] = re.compile(r"\s+(?:of|in)\s+")
    id_hint: str = ""
    step_hints: tuple[str, ...] = ()
    words: tuple[bytes, ...] = (b"TODO", b".md")
    anywhere: bool = False

    @classmethod
    def of(cls, id_pattern: str, kinds: Iterable[tuple[str, str]]) -> ReferenceSyntax:
        """Make the syntax for ids of a pattern and for numbered headings of some kinds.

        Args:
            id_pattern: A regular expression, empty where ids cannot be told from other words.
            kinds: Word and shape of the numbered headings, such as (`Step`, `N.N`).
        """
        ids = _NEVER
        if id_pattern:
            ids = re.compile(rf"(?<![\w/.@-])(?P<id>{id_pattern}){_ANCHOR}(?![\w-]|/|\.\w)")
        shapes = "|".join(
            rf"{re.escape(word)}[ \u00a0]{re.escape(shape).replace('N', '[0-9]{1,4}')}"
            for word, shape in sorted(set(kinds), key=lambda kind: (-len(kind[1]), kind))
        )
        steps = re.compile(rf"(?<![\w-])(?P<step>{shapes})(?![\w-]|\.\w)") if shapes else _NEVER
        hint = re.match(r"[A-Za-z0-9-]*(?=\[|$)", id_pattern)
        words = tuple(sorted({word for word, _ in kinds}))
        id_hint = hint[0] if hint else ""
        encoded = [word.encode() for word in (id_hint, *words) if word]
        return cls(
            ids,
            steps,
            id_hint=id_hint,
            step_hints=words,
            words=(b"TODO", b".md", *encoded),
            anywhere=bool(id_pattern) and not id_hint,
        )

    def hints(self, source: bytes) -> list[int]:
        """Give the places, in their order, around which references and placeholders may stand.

        Looking for each word by itself takes a fifth of the time of one pattern for all of them.
        """
        if self.anywhere:
            return [match.start() for match in _ANY_WORD.finditer(source)]
        places = [match.start() for match in _BRACKET.finditer(source)]
        for word in self.words:
            place = source.find(word)
            while place >= 0:
                places.append(place)
                place = source.find(word, place + 1)
        places.sort()
        return places

    def find(self, text: str) -> list[Found]:
        """Find the references in a piece of prose, in their order.

        A step that is followed by `of` or `in` and an id is one reference, to the step of that procedure.
        """
        found: list[Found] = []
        if self.id_hint in text:
            found += [
                Found(ReferenceKind.PROCEDURE, match["id"], match["anchor"] or "", *match.span())
                for match in self.ids.finditer(text)
            ]
        if self._may_name_step(text):
            found += [
                Found(ReferenceKind.STEP, "", step_anchor(match["step"]), *match.span())
                for match in self.steps.finditer(text)
            ]
        if len(found) < 2:
            return found
        found.sort(key=lambda one: one.start)
        return self._merged(found, text)

    def _may_name_step(self, text: str) -> bool:
        for word in self.step_hints:  # noqa: SIM110 - this runs for every text, and `any` takes twice as long
            if word in text:
                return True
        return False

    def find_code(self, text: str) -> Found | None:
        """Give the reference that a code span is, as a whole; None where it is anything else."""
        match = self.ids.fullmatch(text.strip()) if self.id_hint in text else None
        if match is None:
            return None
        return Found(ReferenceKind.PROCEDURE, match["id"], match["anchor"] or "", 0, len(text))

    def _merged(self, found: list[Found], text: str) -> list[Found]:
        merged: list[Found] = []
        for one in found:
            last = merged[-1] if merged else None
            if (
                last is not None
                and last.kind is ReferenceKind.STEP
                and one.kind is ReferenceKind.PROCEDURE
                and not one.anchor
                and self.across.fullmatch(text[last.end : one.start])
            ):
                merged[-1] = Found(ReferenceKind.PROCEDURE, one.target, last.anchor, last.start, one.end)
            else:
                merged.append(one)
        return merged


def step_anchor(text: str) -> str:
    """Give the anchor of a numbered heading that is named in prose: `Step 2.1` is `step-2.1`."""
    word, number = text.replace("\u00a0", " ").split(" ", 1)
    return f"{word.lower()}-{number}"


def find_references(runs: list[Run], source: bytes, syntax: ReferenceSyntax) -> list[Reference]:
    """Find the references in the inline content of one block."""
    references: list[Reference] = []
    in_link = False
    pending: Reference | None = None
    for run in runs:
        if run.kind == "link":
            in_link = True
            path, _, anchor = run.text.partition("#")
            if path.endswith(".md") and not _URL.match(path):
                references.append(Reference(ReferenceKind.LINK, path, anchor, run.text, run.start, run.end))
        elif run.kind == "/link":
            in_link = False
        elif in_link or run.kind in ("break", "hard"):
            continue
        elif run.kind == "text":
            references.extend(_in_text(run, source, syntax))
            pending = _left_open(references, run, source, syntax)
            continue
        elif run.kind == "code" and (found := syntax.find_code(run.text)) is not None:
            anchor, start = found.anchor, run.start
            if pending is not None and not anchor:
                references.remove(pending)
                anchor, start = pending.anchor, pending.start
            references.append(
                Reference(ReferenceKind.PROCEDURE, found.target, anchor, run.text, start, run.end)
            )
        pending = None
    return references


def _in_text(run: Run, source: bytes, syntax: ReferenceSyntax) -> Iterator[Reference]:
    for found in syntax.find(run.text):
        place = locate(source, run, found.start, found.end)
        yield Reference(found.kind, found.target, found.anchor, run.text[found.start : found.end], *place)


def _left_open(
    references: list[Reference], run: Run, source: bytes, syntax: ReferenceSyntax
) -> Reference | None:
    """Give the step at the end of a text that waits for the id in the code span behind it."""
    if not references or references[-1].kind is not ReferenceKind.STEP:
        return None
    rest = source[references[-1].end : run.end].decode(errors="replace")
    return references[-1] if syntax.across.fullmatch(f"{rest} ") else None


def locate(source: bytes, run: Run, start: int, end: int) -> tuple[int, int]:
    """Give the byte range of a part of a text run.

    Escapes and entities make the run's text shorter than its source; the part is then looked for
    in the source, and the whole run stands for it where it is not found.
    """
    before = run.text[:start].encode()
    part = run.text[start:end].encode()
    if len(run.text.encode()) == run.end - run.start:
        return run.start + len(before), run.start + len(before) + len(part)
    found = source.find(part, run.start, run.end)
    return (found, found + len(part)) if found >= 0 else (run.start, run.end)
