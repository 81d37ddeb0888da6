"""Find references to procedures and steps: ids, step numbers and Markdown links.

The checker finds references in the source and the renderer finds them again in the page. Both use the
same patterns, which `ReferenceSyntax` derives from the template.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape
from operator import attrgetter
from typing import NamedTuple

from mkdocs_deploy_plugin.model import Label, Reference, ReferenceKind
from mkdocs_deploy_plugin.reading.block_tree import Run
from mkdocs_deploy_plugin.reading.endings import HINT, SUFFIXES
from mkdocs_deploy_plugin.reading.identity import label, number_anchor
from mkdocs_deploy_plugin.reading.mentions import SPACE, end_pattern, number_pattern, word_pattern
from mkdocs_deploy_plugin.reading.prose import is_of_another_document

# Looking up an enum member takes as long as a short search.
_PROCEDURE, _STEP, _LINK = ReferenceKind.PROCEDURE, ReferenceKind.STEP, ReferenceKind.LINK
_NEVER = re.compile(r"(?!)")
_BRACKET = re.compile(rb"\[(?![ xX]\][^(\[])")  # all but boxes
_ANY_WORD = re.compile(rb"\S+")
_ANCHOR = r"(?:\#(?P<anchor>\w(?:[\w.:/~-]{0,120}\w)?))?"
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,40});")
_ESCAPES = frozenset(string.punctuation)
# A letter of a script with spaces between words. An id may touch letters of others.
_SPACED = r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/|#|\?")
_REACH = 120
_NOT_APPLICABLE = r"n\.?\s*/?\s*a\.?|not applicable\.?"
_start = attrgetter("start")
_new = tuple.__new__  # a third of the time that calling a named tuple takes


class Found(NamedTuple):
    """A reference in a piece of text: its target, and its position in characters."""

    kind: ReferenceKind
    target: str
    anchor: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReferenceSyntax:
    """The syntax of references in the procedures of a template.

    Attributes:
        ids: Matches an id with or without an anchor, but not within a longer word or a path.
        steps: Matches a phase or step by word and number: `Step 2.1`.
        far_steps: Matches those that only procedures of other templates have.
        phrases: The texts of several words that precede the numbers of headings, in lower case; None for
            any, as in a template.
        not_applicable: What is written after a struck item without saying why it does not apply.
        across: Matches the text between a step and the id of its procedure.
        id_patterns: The regular expressions of ids.
        kinds: Word and shape of numbered headings, such as (`Step`, `N.N`).
        id_hints: The texts that ids begin with. Searching for them is much cheaper than matching.
        step_hints: The words that steps begin with.
        far_hints: The words that those of other templates begin with.
        words: Texts in UTF-8. Every reference or placeholder contains one of them, or a bracket.
        anywhere: Whether any word may be an id.
        former: The words that steps began with before, each with the present one.
    """

    ids: re.Pattern[str] = _NEVER
    steps: re.Pattern[str] = _NEVER
    far_steps: re.Pattern[str] = _NEVER
    phrases: frozenset[str] | None = frozenset()
    not_applicable: re.Pattern[str] = re.compile(_NOT_APPLICABLE, re.I)
    across: re.Pattern[str] = re.compile(r"\s+(?:of|in|von|aus|de|du|di|da|из|в)\s+")
    id_patterns: tuple[str, ...] = ()
    kinds: frozenset[tuple[str, str]] = frozenset()
    id_hints: tuple[str, ...] = ()
    step_hints: tuple[str, ...] = ()
    far_hints: tuple[str, ...] = ()
    words: tuple[bytes, ...] = (b"TODO", HINT)
    anywhere: bool = False
    former: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls,
        id_patterns: Iterable[str],
        kinds: Iterable[tuple[str, str]],
        former: Iterable[tuple[str, str]] = (),
        not_applicable: Iterable[str] = (),
    ) -> ReferenceSyntax:
        """Return the syntax for patterns of ids and the kinds of numbered headings.

        Args:
            id_patterns: Regular expressions; none if ids cannot be distinguished from other words.
            kinds: Word and shape of numbered headings, such as (`Step`, `N.N`).
            former: Former words of numbered headings, each with the present one.
            not_applicable: What the template calls a check that does not apply, besides `n/a`.
        """
        former, kinds = tuple(former), frozenset(kinds)
        kinds |= {(old, shape) for old, new in former for word, shape in kinds if word == new}
        words = _words(kinds)
        return cls(
            steps=_steps(kinds),
            phrases=frozenset(word.lower() for word in words if not word.isalpha()),
            not_applicable=re.compile("|".join((_NOT_APPLICABLE, *map(re.escape, not_applicable))), re.I),
            kinds=kinds,
            step_hints=words,
            words=(b"TODO", HINT, *map(str.encode, words)),
            former=former,
        )._with_ids(tuple(id_patterns))

    def across_site(self, others: Iterable[ReferenceSyntax]) -> ReferenceSyntax:
        """Return the syntax with the references to procedures of other templates."""
        others = tuple(others)
        all_ = tuple(dict.fromkeys((*self.id_patterns, *(i for one in others for i in one.id_patterns))))
        far = frozenset().union(*(one.kinds for one in others)) - self.kinds
        if all_ == self.id_patterns and not far:
            return self
        return replace(self, far_steps=_steps(far), far_hints=_words(far))._with_ids(all_)

    def _with_ids(self, id_patterns: tuple[str, ...]) -> ReferenceSyntax:
        if not id_patterns:
            return self
        patterns = "|".join(f"(?:{pattern})" for pattern in id_patterns)
        hints = sorted({_beginning(pattern) for pattern in id_patterns})
        return replace(
            self,
            ids=re.compile(
                rf"(?<!{_SPACED})(?<![/.@-])(?P<id>{patterns}){_ANCHOR}(?!{_SPACED}|[/-]|\.{_SPACED})"
            ),
            id_patterns=id_patterns,
            id_hints=("",) if "" in hints else tuple(hints),
            words=tuple(dict.fromkeys((*self.words, *(hint.encode() for hint in hints if hint)))),
            anywhere="" in hints,
        )

    def present(self, label: Label) -> Label:
        """Return the label of a numbered heading with the present word of the template."""
        word = dict(self.former).get(label.word)
        return Label(word, label.number, label.title) if word is not None else label

    def present_anchor(self, anchor: str) -> str:
        """Return an anchor with the present word of the template, if it begins with a former one."""
        for old, new in self.former:
            before = before_number(old)
            if anchor.startswith(before):
                return before_number(new) + anchor[len(before) :]
        return anchor

    def hints(self, source: bytes) -> list[int]:
        """Return the sorted offsets of possible references and placeholders.

        Searching for each word separately takes a fifth of the time of a single pattern.
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
        """Return the references in a piece of prose, in order.

        A step followed by `of` or `in` and an id is a single reference, to that procedure's step. A step of
        another document is not one.
        """
        found: list[Found] = []
        for hint in self.id_hints:
            if hint in text:
                for match in _matches(self.ids, hint, text):
                    target, anchor = match.group("id", "anchor")
                    start, end = match.span()
                    found.append(_new(Found, (_PROCEDURE, target, anchor or "", start, end)))
        found += _find_steps(self.steps, self.step_hints, text)
        far = _find_steps(self.far_steps, self.far_hints, text)
        if len(found) + len(far) < 2 and not far:
            return found
        # If one word or beginning begins with another, both match the same reference.
        merged = self._merged(sorted({*found, *far}, key=_start), text)
        return [one for one in merged if one not in far or self.across.fullmatch(f"{text[one.end :]} ")]

    def find_code(self, text: str) -> Found | None:
        """Return the reference that makes up a whole code span, or None."""
        match = self.ids.fullmatch(text.strip()) if any(hint in text for hint in self.id_hints) else None
        if match is None:
            return None
        return Found(_PROCEDURE, match["id"], match["anchor"] or "", 0, len(text))

    def _merged(self, found: list[Found], text: str) -> list[Found]:
        merged: list[Found] = []
        for reference in found:
            last = merged[-1] if merged else None
            if (
                last is not None
                and last.kind is _STEP
                and reference.kind is _PROCEDURE
                and not reference.anchor
                and self.across.fullmatch(text[last.end : reference.start])
            ):
                merged[-1] = Found(_PROCEDURE, reference.target, last.anchor, last.start, reference.end)
            else:
                merged.append(reference)
        return merged


def _find_steps(pattern: re.Pattern[str], hints: Iterable[str], text: str) -> list[Found]:
    found: list[Found] = []
    for word in hints:
        if word in text:
            for match in _matches(pattern, word, text):
                start, end = match.span()
                before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
                if not is_of_another_document(before, after):
                    found.append(_new(Found, (_STEP, "", step_anchor(match["step"]), start, end)))
    return found


def _steps(kinds: Iterable[tuple[str, str]]) -> re.Pattern[str]:
    """Return the pattern of steps by the kinds of numbered headings."""
    shapes = "|".join(
        rf"(?:{word_pattern([word], SPACE)}){number_pattern(shape)}{end_pattern([word])}"
        for word, shape in sorted(set(kinds), key=lambda kind: (-len(kind[1]), kind))
    )
    return re.compile(rf"(?P<step>{shapes})") if shapes else _NEVER


def _words(kinds: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted({word for word, _ in kinds}))


def _beginning(id_pattern: str) -> str:
    """Return the text that every id of a pattern begins with, or an empty string."""
    hint = re.match(r"[A-Za-z0-9-]*(?=\[|$)", id_pattern)
    return hint[0] if hint else ""


IN_TEMPLATE = ReferenceSyntax(phrases=None)
"""The syntax of a template, whose headings say which words precede numbers."""


def _matches(pattern: re.Pattern[str], hint: str, text: str) -> list[re.Match[str]]:
    """Return the matches of a pattern, all of which begin with the hint.

    Most text contains no reference, and searching for the hint skips it much faster than the pattern.
    """
    if not hint:
        return list(pattern.finditer(text))
    matches: list[re.Match[str]] = []
    place = text.find(hint)
    while place >= 0:
        match = pattern.match(text, place)
        if match is None:
            place += 1
        else:
            matches.append(match)
            place = match.end()
        place = text.find(hint, place)
    return matches


@lru_cache(maxsize=4096)
def step_anchor(text: str) -> str:
    """Return the anchor of a numbered heading named in prose: `step-2.1` for `Step 2.1`."""
    numbered = label(text.replace("\u00a0", " "), None)
    return number_anchor(numbered.word, numbered.number) if numbered is not None else ""


def before_number(word: str) -> str:
    """Return what the anchors of numbered headings with a word begin with."""
    return number_anchor(word, "")


def find_references(runs: list[Run], source: bytes, syntax: ReferenceSyntax) -> list[Reference]:
    """Return the references in the inline content of a block."""
    references: list[Reference] = []
    in_link = False
    before: Run | None = None  # the text directly before a code span
    for run in runs:
        kind, text, start, end = run
        if kind == "link":
            in_link = True
            path, _, anchor = text.partition("#")
            if (anchor and not path) or (path.endswith(SUFFIXES) and not _URL.match(path)):
                references.append(Reference(_LINK, path, anchor, text, start, end))
        elif kind == "/link":
            in_link = False
        elif in_link or kind == "break" or kind == "hard":
            continue
        elif kind == "text":
            for target_kind, target, anchor, first, last in syntax.find(text):
                place = locate(source, run, first, last)
                references.append(_new(Reference, (target_kind, target, anchor, text[first:last], *place)))
            before = run
            continue
        elif kind == "code" and (code := syntax.find_code(text)) is not None:
            anchor = code.anchor
            if not anchor and before is not None and (step := _left_open(references, before, source, syntax)):
                references.remove(step)
                anchor, start = step.anchor, step.start
            references.append(Reference(_PROCEDURE, code.target, anchor, text, start, end))
        before = None
    return references


def _left_open(
    references: list[Reference], run: Run, source: bytes, syntax: ReferenceSyntax
) -> Reference | None:
    """Return the step at the end of a text whose procedure is named by the code span after it."""
    last = references[-1] if references else None
    if last is None or last.kind is not _STEP:
        return None
    rest = source[last.end : run.end].decode(errors="replace")
    return last if syntax.across.fullmatch(f"{rest} ") else None


def locate(source: bytes, run: Run, start: int, end: int) -> tuple[int, int]:
    """Return the byte range of a part of a text run.

    Escapes and entities make the run's text shorter than its source. Both are then scanned in parallel; if
    they do not match, the result is the range of the whole run.
    """
    if len(run.text) == run.end - run.start:  # plain ASCII without escapes
        return run.start + start, run.start + end
    places = _places(source, run)
    return (places[start], places[end]) if places else (run.start, run.end)


@lru_cache(maxsize=4)
def _places(source: bytes, run: Run) -> list[int]:
    """Return the offset of each character of a run's text and of its end; empty if they cannot be matched."""
    raw, text = source[run.start : run.end].decode(errors="replace"), run.text
    places: list[int] = []
    place, at = run.start, 0
    while len(places) < len(text) and at < len(raw):
        written = raw[at]
        meant = written
        if written == "&" and (match := _ENTITY.match(raw, at)):
            written, meant = match[0], unescape(match[0])
        elif written == "\\" and raw[at + 1 : at + 2] in _ESCAPES:
            written, meant = raw[at : at + 2], raw[at + 1]
        if not text.startswith(meant, len(places)):
            return []
        places += [place] * len(meant)
        place += len(written.encode())
        at += len(written)
    return [*places, place] if len(places) == len(text) else []
