"""Compute fingerprints: the words that a verdict on a task item is bound to, as digests.

A fingerprint leaves out numbers, so it survives when other parts of the procedure change. It has five
digests, joined by dots: of the item's text, of the commands of its step, of the title of the step, of the
prose of the step, and of all headings above the item.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mkdocs_deploy_plugin.model import Section
from mkdocs_deploy_plugin.reading.identity import DOT, commands_digest, digest, number_anchor
from mkdocs_deploy_plugin.reading.mentions import end_pattern, word_pattern
from mkdocs_deploy_plugin.reading.references import step_anchor

_COMMENT = re.compile(r"<!--.*?-->", re.S)
_EMPTY_QUOTE = re.compile(r"^[ \t>]+$", re.M)

CARRIED_OUT = "carried out"
"""The text of the check that is added to a step without checks; the name of the step precedes it."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a body.

    Attributes:
        source: The body.
        items: The texts of its task items, by their first bytes.
        cuts: The byte ranges of task items and code blocks, in any order; one may contain others.
    """

    source: bytes
    items: Mapping[int, str]
    cuts: Sequence[tuple[int, int]]


def with_fingerprints(root: Section, words: Words) -> Section:
    """Return a section with the `rev` of its task items, and the `digest` and `unchecked` of each section."""
    return _Sections(root, words).finished(root, None, ())


class _Sections:
    """The sections of a body, with the prose directly below each."""

    def __init__(self, root: Section, words: Words) -> None:
        self.items = words.items
        sections = list(root.walk())
        ends = [*(section.start for section in sections[1:]), len(words.source)]
        gaps = _gaps(words.cuts, len(words.source))
        self.prose = {
            _place(section): _prose(words.source, gaps, section.end, end)
            for section, end in zip(sections, ends, strict=True)
        }
        labels = [section.label for section in sections if section.label is not None]
        self.titles = {number_anchor(label.word, label.number): label.title for label in labels}
        self.numbered = _numbered(frozenset(label.word for label in labels))

    def finished(self, section: Section, step: Section | None, above: tuple[str, ...]) -> Section:
        if section.label is not None:
            step = section if section.is_step else None
        if section.level > 1:
            above = (*above, _title(section))
        texts = [self.items[item.start] for item in section.items]
        rev = self._surroundings(section, step, above) if texts or section is step else ""
        items = zip(section.items, texts, strict=True)
        commands = commands_digest(command.text for command in section.commands)
        prose = self.prose[_place(section)]
        return section._replace(
            items=tuple([item._replace(rev=f"{digest(text)}.{rev}") for item, text in items]),
            sections=tuple([self.finished(inner, step, above) for inner in section.sections]),
            digest=digest("\n".join((_title(section), prose, *texts, commands))),
            unchecked=f"{digest(CARRIED_OUT)}.{rev}"
            if section is step and self._lacks_checks(section)
            else "",
        )

    def _surroundings(self, section: Section, step: Section | None, above: tuple[str, ...]) -> str:
        """Return the digests for the items of a section, but for those of their texts."""
        scope = [section] if step is None else list(step.walk())
        prose = (
            self.prose[_place(scope[0])],
            *(f"{_title(part)}\n{self.prose[_place(part)]}" for part in scope[1:]),
        )
        return ".".join(
            (
                commands_digest(command.text for inner in scope for command in inner.commands),
                digest(_title(scope[0])),
                digest(self.numbered.sub(self._named, "\n".join(prose))),
                digest("\n".join(above)),
            )
        )

    def _lacks_checks(self, step: Section) -> bool:
        """Return whether a step says what to do, and has no checks."""
        inner = list(step.walk())
        says = any(section.commands or self.prose[_place(section)] for section in inner)
        return says and not any(section.items for section in inner)

    def _named(self, reference: re.Match[str]) -> str:
        """Return the title of a step for its number, which changes when the steps are renumbered."""
        return self.titles.get(step_anchor(reference[0])) or reference[0]


@lru_cache(maxsize=64)
def _numbered(words: frozenset[str]) -> re.Pattern[str]:
    """Return the pattern for numbered headings with these words that a text names."""
    number = rf"(?:[A-Z]|\d{{1,4}})(?:{DOT}\d{{1,4}}){{0,3}}"
    named = (rf"(?:{word_pattern([word], ' ')}){number}{end_pattern([word])}" for word in sorted(words))
    return re.compile("|".join(named) or r"(?!)")


def _title(section: Section) -> str:
    """Return the heading of a section without its number."""
    return section.heading if section.label is None else section.label.title or section.label.word


def _place(section: Section) -> int:
    """Return a number that no other section has: the root and the first heading may both start at 0."""
    return section.start if section.level else -1


def _gaps(cuts: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return the ranges between the cuts."""
    gaps, place = [], 0
    for start, end in sorted(cuts):
        if start > place:
            gaps.append((place, start))
        place = max(place, end)
    return [*gaps, (place, length)]


def _prose(source: bytes, gaps: list[tuple[int, int]], start: int, end: int) -> str:
    """Return the prose in a range, white space collapsed, without comments."""
    parts = []
    for number in range(max(0, bisect_right(gaps, (start, end)) - 1), len(gaps)):
        first, last = gaps[number]
        if first >= end:
            break
        parts.append(source[max(first, start) : min(last, end)].decode(errors="replace"))
    text = _COMMENT.sub(" ", "\n".join(parts))
    return " ".join(_EMPTY_QUOTE.sub("", text).split())
