"""Write the template that fits documents which exist already, with the figure behind each line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mkdocs_deploy_plugin.authoring.yaml_text import quoted, scalar
from mkdocs_deploy_plugin.model import Document, Json, Label, Section
from mkdocs_deploy_plugin.template.schema import FORMER_IDS, SITE_KEYS
from mkdocs_deploy_plugin.template.sections import body_sections
from mkdocs_deploy_plugin.template.wording import PARENTHESIS, optional_pattern

REQUIRED, COMMON = 0.8, 0.2
"""The shares of documents above which a part is required, and above which it is in the template at all."""

MAX_CHOICES, MAX_STATUSES = 8, 20
"""The largest numbers of values that are read as a choice."""

MAX_DEPTH = 4
"""The deepest heading of the template."""

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
_CHOICE = re.compile(r"[^\s/\[\]()](?:[^/\[\]()\n]{0,38}[^\s/\[\]()])?")
_NUMBERED = re.compile(r"([A-Za-z][A-Za-z0-9]*(?:[-._][A-Za-z][A-Za-z0-9]*)*[-._])([0-9]{1,9})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_URL = re.compile(r"https?://[!-~]+")
_AS_TEXT = str.maketrans(
    {c: f"\\{c}" for c in "\\`*_{}#~|"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;"}
)
_MARKED = re.compile(r"[\[\]]")


class _Below(NamedTuple):
    """The sections of a document, or within one of its sections; `is_cut` if more may be read as code."""

    sections: Sequence[Section]
    is_cut: bool


@dataclass
class _Recurring:
    """A section that several documents have at the same place."""

    headings: Counter[str] = field(default_factory=Counter)
    label: Label | None = None
    found: list[Section] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    below: list[_Below] = field(default_factory=list)


def infer_template(documents: Sequence[Document]) -> str:
    """Return the template that fits documents; empty if none of them has a body that can be read."""
    read = [document for document in documents if document.outline is not None and document.source.text]
    if not read:
        return ""
    titled = sum(any(s.level == 1 for s in one.outline.root.sections) for one in read if one.outline)
    lines = list(_front_matter(read, titled))
    if _is_required(titled, len(read)):
        lines += ["# [Title]", _figure(titled, len(read)), ""]
    bodies = [
        _Below(body_sections(one.outline), one.outline.unclosed_fence is not None)
        for one in read
        if one.outline is not None
    ]
    lines += _sections(bodies, 2)
    return "\n".join(lines).rstrip("\n") + "\n"


def _is_required(count: int, total: int) -> bool:
    """Return whether nearly all have it. Among few, one that has it not is the exception."""
    return count > REQUIRED * total or count == total - 1 > 1


def _figure(count: int, total: int) -> str:
    return f"<!-- In {count} of {total}. -->"


def _sections(bodies: Sequence[_Below], level: int) -> Iterator[str]:
    """Yield the lines of the sections that some bodies have in common, in their common order."""
    parts: dict[object, _Recurring] = {}
    for body_number, body in enumerate(bodies):
        for place, section in enumerate(body.sections):
            key: object = section.label.kind if section.label else section.heading.casefold()
            part = parts.setdefault(key, _Recurring())
            part.label = part.label or section.label
            part.headings[section.heading] += 1
            part.found.append(section)
            part.below.append(_Below(section.sections, body.is_cut))
            part.places.setdefault(body_number, place)
    totals = {id(part): _total(part, bodies) for part in parts.values()}
    kept = [part for part in parts.values() if _is_kept(part, totals[id(part)])]
    for part in sorted(kept, key=lambda part: _order(part, kept)):
        count, total = len(part.places), totals[id(part)]
        heading = part.headings.most_common(1)[0][0].translate(_AS_TEXT)
        if part.label is not None:
            number = re.sub("[0-9]+", "1", part.label.number)
            heading = f"{part.label.word} {number}: [Name]"
        remark = "" if _is_required(count, total) else " (optional)"
        yield from (f"{'#' * level} {heading}{remark}", _figure(count, total), "")
        if part.label is None and (checks := list(_checks(part.found))):
            yield from (*checks, "")
        if level < MAX_DEPTH:
            yield from _sections(part.below, level + 1)


def _total(part: _Recurring, bodies: Sequence[_Below]) -> int:
    """Return the number of bodies that have a part, or are known to lack it."""
    return sum(number in part.places or not body.is_cut for number, body in enumerate(bodies))


def _is_kept(part: _Recurring, total: int) -> bool:
    """Return whether a section is in the template. Numbered sections cannot be optional there."""
    count = len(part.places)
    if part.label is not None:
        return _is_required(count, total)
    heading = part.headings.most_common(1)[0][0]
    usable = (
        0 < len(heading) <= 100 and not _MARKED.search(heading) and not optional_pattern().search(heading)
    )
    return usable and count > COMMON * total and count > 1


def _order(part: _Recurring, parts: Collection[_Recurring]) -> tuple[int, float]:
    """Return the number of parts that usually come before this one, and its mean place."""
    before = 0
    for other in parts:
        both = part.places.keys() & other.places.keys()
        ahead = sum(other.places[number] < part.places[number] for number in both)
        before += ahead > len(both) - ahead if other is not part else 0
    return before, sum(part.places.values()) / len(part.places)


def _checks(sections: Sequence[Section]) -> Iterator[str]:
    """Yield the task items that recur in sections, with the figure behind each."""
    texts = Counter(
        text for section in sections for text in dict.fromkeys(item.text for item in section.items)
    )
    for text, count in texts.items():
        if count > 1 and count > COMMON * len(sections) and not _MARKED.search(text) and text.strip():
            if PARENTHESIS.search(text):
                continue  # A remark at the end has a meaning in templates.
            remark = "" if _is_required(count, len(sections)) else " (if applicable)"
            yield f"- [ ] {text.translate(_AS_TEXT)}{remark} {_figure(count, len(sections))}"


def _front_matter(documents: Sequence[Document], titled: int) -> Iterator[str]:
    """Yield the front matter of the template; nothing if no field is common."""
    total = len(documents)
    values: dict[str, list[tuple[Document, Json]]] = {}
    for document in documents:
        data = document.front_matter.data if document.front_matter is not None else {}
        for key, value in data.items():
            if value not in (None, "", [], {}):
                values.setdefault(key, []).append((document, value))
    passed_on = {*SITE_KEYS, FORMER_IDS}
    lines: list[str] = []
    for key, found in values.items():
        count = len(found)
        if key in passed_on or not _PLAIN_KEY.fullmatch(key) or count <= max(1, COMMON * total):
            continue
        written, mark = _field(key, [value for _, value in found], total)
        marks = [mark] if mark else []
        if key == "id" and sum(one.stem == value for one, value in found) > REQUIRED * count:
            marks.append("(from: file name)")
        elif key == "title" and not _is_required(count, total) and _is_required(titled, total):
            marks.append("(from: first heading)")
        elif not _is_required(count, total):
            marks.append("(optional)")
        if written:
            name = key[:1].upper() + key[1:].replace("_", " ")
            lines += [" ".join([f"# {name}: in {count} of {total}.", *marks]), *written]
    if lines:
        yield from ("---", *lines, "---", "")


def _field(key: str, values: Sequence[Json], total: int) -> tuple[list[str], str]:
    """Return the lines of a field and its mark; no lines if the template cannot describe it."""
    kinds = {type(value) for value in values}
    most = MAX_STATUSES if key == "status" else min(MAX_CHOICES, len(values) // 3)
    texts = [value for value in values if isinstance(value, str)]
    if key == "status":
        choices = _choices(texts, most) if len(texts) == len(values) else []
        return ([f"{key}: {quoted('[' + '/'.join(choices) + ']')}"], "(choice)") if choices else ([], "")
    if kinds == {bool}:
        return [f"{key}: true"], ""
    if kinds <= {int, float} and key not in ("id", "title"):
        return [f"{key}: 1"], ""
    if kinds == {list}:
        items: Iterable[Json] = (item for value in values if isinstance(value, list) for item in value)
        return ([f"{key}:", '  - "[text]"'], "") if all(isinstance(item, str) for item in items) else ([], "")
    if kinds != {str}:
        return [], ""
    if all(map(_DATE.fullmatch, texts)):
        return [f'{key}: "[YYYY-MM-DD]"'], ""
    if all(map(_URL.fullmatch, texts)):
        return [f'{key}: "[https://example.com/]"'], ""
    matches = [match for text in texts if (match := _NUMBERED.fullmatch(text))]
    if len(matches) == len(texts) > 1 and len({match[1] for match in matches}) == 1:
        digits = min(len(match[2]) for match in matches)
        return [f"{key}: {scalar(matches[0][1] + '[' + 'n' * digits + ']')}"], ""
    if key not in ("id", "title") and (choices := _choices(texts, most)):
        return [f"{key}: {quoted('[' + '/'.join(choices) + ']')}"], "(choice)"
    return [f"{key}: {quoted(f'[{key}]')}"], ""


def _choices(texts: Sequence[str], most: int) -> list[str]:
    """Return the values of a choice, the most common one last; empty if it is none."""
    counts = Counter(texts)
    if not 1 < len(counts) <= most or not all(map(_CHOICE.fullmatch, counts)):
        return []
    return [text for text, _ in reversed(counts.most_common())]
