"""Check the marks of hold points, timers and roles, and find those that are misspelt or misplaced."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from mkdocs_deploy_plugin.checking.body import tree_of
from mkdocs_deploy_plugin.checking.front_matter import why
from mkdocs_deploy_plugin.checking.gate_marks import (
    UNKNOWN_ROLE,
    Judgement,
    Mistake,
    Roles,
    at_end,
    elsewhere,
    may_be_mark,
    may_begin_mark,
    misplaced,
    other_brackets,
)
from mkdocs_deploy_plugin.checking.people import roles_of
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Edit, Fix, Outline, Related
from mkdocs_deploy_plugin.reading.block_tree import WORDS, Block, Run
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.reading.identity import explicit_id, label
from mkdocs_deploy_plugin.reading.references import locate
from mkdocs_deploy_plugin.reading.remarks import Range, remark_ranges, remarks, without_parentheses
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.gates import GateWords
from mkdocs_deploy_plugin.template.meanings import CONTACTS

_ENDS = frozenset(").;,]}）】")
"""The last characters of texts that may end with a mark."""
# After a parenthesis: up to three words if a colon follows, or else one.
_HEAD = re.compile(r"\(\s*[*_`]{0,3}([^\W\d]\w{0,40}(?:(?: \w{1,40}){1,2}(?=\s*[:：]))?)")
_WORDS = re.compile(r"\w+")
_LONGEST = 300
"""The maximum number of characters of a mark."""


class _Patterns(NamedTuple):
    """Patterns of marks, each of which begins with a bracket.

    Attributes:
        hint: What every mark begins with in the text of a file.
        brackets: The beginnings of a mark in other brackets of ASCII.
        other: A whole mark in such brackets, at the end of a text.
    """

    hint: re.Pattern[str]
    brackets: tuple[re.Pattern[str], ...]
    other: re.Pattern[str]


@lru_cache(maxsize=4)
def _patterns(words: GateWords) -> _Patterns:
    hold, wait, by = map(re.escape, words)
    return _Patterns(
        re.compile(rf"\((?:(?i:{hold}|{by})\s*[:：]|(?i:{wait})[\s:：]+\d)"),
        # One pattern for all brackets would look at each character.
        tuple(re.compile(rf"{bracket}(?i:{hold}|{wait}|{by})\b") for bracket in (r"\[", r"\{")),
        other_brackets(words),
    )


def check_gates(document: Document, outline: Outline, template: Template) -> Iterator[Diagnostic]:
    """Yield findings for marks of gates that are misspelt, misplaced, or name an unknown role."""
    words = template.gate_words
    if not _may_have_marks(document.body, words):
        return
    marks = len(_patterns(words).hint.findall(document.body))
    candidates = _candidates(outline, words)
    if not marks and not candidates:
        return
    roles = roles_of(document, template)
    judgements = [at_end(candidate.remark, words, roles) for candidate in candidates]
    gates = sum(judgement.kind != "" for judgement in judgements)
    if marks <= gates and all(
        not kind or (mistake is None and kind in candidate.kinds)
        for candidate, (kind, mistake) in zip(candidates, judgements, strict=True)
    ):
        return
    tree = tree_of(document)
    for found in _mistakes(tree, words, roles):
        yield _finding(document, tree, found, template)


def _may_have_marks(body: str, words: GateWords) -> bool:
    """Return whether anything in brackets begins like a mark; much faster than looking at each item."""
    if any(may_begin_mark(head, words) for head in set(_HEAD.findall(body))):
        return True
    return "（" in body or "【" in body or any(p.search(body) for p in _patterns(words).brackets)


class _LikelyMark(NamedTuple):
    """What may be a mark at the end of a task item or heading, and the kinds of gates that may be there."""

    remark: str
    kinds: tuple[str, ...]


def _candidates(outline: Outline, words: GateWords) -> list[_LikelyMark]:
    """Return what may be a mark at the ends of task items and headings, which is far less than all text."""
    sections = list(outline.root.walk())
    candidates: list[_LikelyMark] = []
    for item in [item for section in sections for item in section.items if item.text[-1:] in _ENDS]:
        likely = [remark for remark in item.remarks if may_be_mark(remark, words)]
        # Two in one item may be of the same kind, which is a mistake.
        kinds: tuple[str, ...] = GateWords._fields if len(likely) < 2 else ()
        candidates += [_LikelyMark(remark, kinds) for remark in likely]
        if not item.remarks and (match := _patterns(words).other.search(item.text)):
            candidates.append(_LikelyMark(match["mark"], ()))
    for section in [section for section in sections if section.heading[-1:] == ")"]:
        kinds = ("by",) if section.label is not None else ()
        likely = [remark for remark in remarks(section.heading) if may_be_mark(remark, words)]
        candidates += [_LikelyMark(remark, kinds) for remark in likely]
    return candidates


class _Found(NamedTuple):
    """A mistake and its place in the text of the tree.

    Attributes:
        mistake: The mistake.
        mark: The range of the mark.
        part: The range of the part that is wrong.
        fixable: Whether the correct mark has the same words; a fix takes none away.
    """

    mistake: Mistake
    mark: Range
    part: Range
    fixable: bool


def _mistakes(tree: Tree, words: GateWords, roles: Roles) -> Iterator[_Found]:
    """Yield the mistakes of a parsed text, in order."""
    waiting: list[tuple[Block, bool]] = [(tree.root, False)]
    while waiting:
        block, is_item = waiting.pop()
        if block.runs and not (is_item and block.runs[0].kind == "struck"):
            text = _BlockText(tree, block.runs)
            yield from _in_text(text, _judged(text.text, block, is_item, words, roles))
        is_task = block.checked is not None
        waiting += reversed([(child, is_task and at == 0) for at, child in enumerate(block.children)])


def _judged(
    text: str, block: Block, is_item: bool, words: GateWords, roles: Roles
) -> Iterator[tuple[Range, Mistake]]:
    """Yield the mistakes in a text with the ranges of the marks."""
    text, _ = explicit_id(text)
    is_step = block.kind == "heading" and label(" ".join(text.split()), None) is not None
    last = set(remark_ranges(text)) if is_item or is_step else set()
    seen: set[str] = set()
    for start, end in _groups(text):
        remark = " ".join(text[start + 1 : end - 1].split())
        if (start, end) not in last:
            judgement = elsewhere(remark, words, roles, is_item)
        else:
            judgement = at_end(remark, words, roles)
            if judgement.kind and is_step and judgement.kind != "by":
                judgement = judgement._replace(mistake=misplaced(remark, judgement.kind))
            elif judgement.kind and judgement.kind in seen:
                help_ = "Keep one mark of each kind."
                judgement = judgement._replace(
                    mistake=Mistake(f"({remark}) is the second of its kind", help_)
                )
            seen.add(judgement.kind)
        if judgement.mistake is not None:
            yield (start, end), judgement.mistake
    if is_item and (found := _badly_closed(text, words, roles)):
        yield found


def _badly_closed(text: str, words: GateWords, roles: Roles) -> tuple[Range, Mistake] | None:
    """Return the mistake of a mark at the end that has other brackets, or no closing parenthesis."""
    patterns = _patterns(words)
    match = patterns.other.search(text, max(len(text) - _LONGEST, 0))
    if match is not None:
        start, end, remark = match.start(), match.end(), match["mark"]
    else:
        start, end = text.rfind("("), len(text)
        if start < 0 or ")" in text[start:] or not patterns.hint.match(text, start):
            return None
        remark = text[start + 1 :]
    remark = " ".join(remark.split())
    judgement = at_end(remark, words, roles)
    if judgement == Judgement() or (judgement.mistake and not judgement.mistake.correct):
        return None
    correct = judgement.mistake.correct if judgement.mistake else f"({remark})"
    return (start, end), Mistake(f"{text[start:end]} is not a mark", f"Write {correct}.", correct=correct)


def _groups(text: str) -> list[Range]:
    """Return the ranges of all texts in parentheses, by their beginnings."""
    groups: list[Range] = []
    open_: list[int] = []
    for match in re.finditer(r"[()]", text):
        if match[0] == "(":
            open_.append(match.start())
        elif open_ and match.end() - (start := open_.pop()) <= _LONGEST:
            groups.append((start, match.end()))
    return sorted(groups)


class _BlockText:
    """The text of a block, and where it is in the file."""

    def __init__(self, tree: Tree, runs: list[Run]) -> None:
        self.tree = tree
        self.runs = [without_parentheses(run) for run in runs if run.kind in WORDS]
        self.starts: list[int] = []
        length = 0
        for run in self.runs:
            self.starts.append(length)
            length += len(run.text)
        self.text = "".join([run.text for run in self.runs])

    def place(self, start: int, end: int) -> Range:
        """Return the byte range of a range of the text."""
        first, last = (bisect_right(self.starts, place) - 1 for place in (start, end - 1))
        begin, _ = self._of(first, start, min(end, self.starts[first] + len(self.runs[first].text)))
        _, stop = self._of(last, max(start, self.starts[last]), end)
        return begin, stop

    def _of(self, number: int, start: int, end: int) -> Range:
        offset = self.starts[number]
        return locate(self.tree.text, self.runs[number], start - offset, end - offset)


def _in_text(text: _BlockText, mistakes: Iterator[tuple[Range, Mistake]]) -> Iterator[_Found]:
    for (start, end), mistake in mistakes:
        at = text.text.rfind(mistake.part, start, end) if mistake.part else -1
        part = (at, at + len(mistake.part)) if at >= 0 else (start, end)
        mark = text.place(start, end)
        written = text.text[start:end]
        literal = text.tree.text[slice(*mark)].decode(errors="replace") == written
        fixable = literal and _WORDS.findall(written.casefold()) == _WORDS.findall(mistake.correct.casefold())
        yield _Found(mistake, mark, text.place(*part), fixable)


def _finding(document: Document, tree: Tree, found: _Found, template: Template) -> Diagnostic:
    mistake = found.mistake
    span, fix = tree.span(*found.mark), None
    if found.fixable and span.line == span.end_line:
        fix = Fix(f"Write {mistake.correct}", (Edit(span, mistake.correct),))
    front_matter, contacts = document.front_matter, template.field(CONTACTS)
    place = front_matter.keys.get(template.pointer(CONTACTS)) if front_matter is not None else None
    is_role = mistake.rule == UNKNOWN_ROLE
    return diagnostic(
        mistake.rule,
        document.source.path,
        tree.span(*found.part),
        mistake.message,
        mistake.help,
        reason=why(contacts) if is_role else "",
        related=Related(document.source.path, place, "the contacts") if is_role and place else None,
        fix=fix,
    )
