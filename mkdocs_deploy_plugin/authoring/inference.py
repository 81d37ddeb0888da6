"""Write the template that fits documents which exist already, with the figure behind each line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mkdocs_deploy_plugin.authoring.stages import in_force, in_order, retired
from mkdocs_deploy_plugin.authoring.yaml_text import quoted, scalar
from mkdocs_deploy_plugin.model import Document, Json, Label, Section
from mkdocs_deploy_plugin.template.fields import VERSION
from mkdocs_deploy_plugin.template.meanings import FORMER_IDS
from mkdocs_deploy_plugin.template.schema import SITE_KEYS
from mkdocs_deploy_plugin.template.sections import body_sections
from mkdocs_deploy_plugin.template.wording import PARENTHESIS, optional_pattern
from mkdocs_deploy_plugin.text import closest

REQUIRED, COMMON = 0.8, 0.2
"""The shares of documents above which a part is required, and above which it is in the template at all."""

MAX_CHOICES, MAX_STATUSES = 8, 20
"""The largest numbers of values that are read as a choice."""

PROJECT = "project"
"""The placeholder for the names before the number of an id, by which documents are grouped."""

OTHER_NAMES = "Most files have other names: rename them, or set the rule id-file-name to off."
"""What the comment of the id says if it is not the name of the file."""

MAX_DEPTH = 4
"""The deepest heading of the template."""

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
_CHOICE = re.compile(r"[^\s/\[\]()](?:[^/\[\]()\n]{0,38}[^\s/\[\]()])?")
_NUMBERED = re.compile(
    "(?P<first>[A-Za-z][A-Za-z0-9]{0,39})(?P<names>(?:[-._][A-Za-z][A-Za-z0-9]{0,39}){0,8})"
    "(?P<sign>[-._])(?P<number>[0-9]{1,9})(?P<rest>(?:-[a-z0-9]{1,40}){1,12})?"
)
_NUMBER_FIRST = re.compile("(?P<number>[0-9]{1,9})(?:-[a-z][a-z0-9]{0,39})(?:-[a-z0-9]{1,40}){0,11}")
_VERSION = re.compile(VERSION)
_NAME = re.compile("[a-z][a-z0-9_]{0,39}")
_LOWER = re.compile("(?:-[a-z0-9]+)+")
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
    present: Counter[str] = Counter()
    for document in documents:
        data = document.front_matter.data if document.front_matter is not None else {}
        present.update(data.keys())
        for key, value in data.items():
            if value not in (None, "", [], {}):
                values.setdefault(key, []).append((document, value))
    passed_on = {*SITE_KEYS, FORMER_IDS}
    lines: list[str] = []
    left_out: list[str] = []
    if "id" not in values and (form := id_form([one.stem for one in documents])):
        lines += ["# Id: the name of the file. (from: file name)", f"id: {scalar(form)}"]
    for key, found in values.items():
        count = len(found)
        if key in passed_on or not _PLAIN_KEY.fullmatch(key) or present[key] <= max(1, COMMON * total):
            continue
        texts = [value for _, value in found]
        if key == "status":
            written, remark = _status(texts)
        else:
            written, remark = _field(key, texts)
        marks = [remark]
        named = sum(one.stem == value for one, value in found)
        if key == "id" and named > REQUIRED * count:
            marks.append("(from: file name)")
        elif key == "title" and not _is_required(count, total) and _is_required(titled, total):
            marks.append("(from: first heading)")
        elif not _is_required(count, total):
            marks.append("(optional)")
        if key == "id" and 2 * named < count:
            marks.append(OTHER_NAMES)
        if written:
            lines += [_comment(key, count, total, marks), *written]
        else:
            left_out.append(f"# Left out, as its values are of several kinds: {key}, in {count} of {total}.")
    if lines:
        yield from ("---", *lines, *left_out, "---", "")


def _comment(key: str, count: int, total: int, marks: Iterable[str]) -> str:
    name = key[:1].upper() + key[1:].replace("_", " ")
    return " ".join([f"# {name}: in {count} of {total}.", *filter(None, marks)])


def _status(values: Sequence[Json]) -> tuple[list[str], str]:
    """Return the line of the field `status`, and what its comment says; no line if it cannot be a choice."""
    texts = [value for value in values if isinstance(value, str)]
    counts = Counter(texts)
    if not texts or len(texts) < len(values) or len(counts) > MAX_STATUSES:
        return [], ""
    if not all(map(_CHOICE.fullmatch, counts)):
        return [], ""
    stages, is_guess = in_order([text for text, _ in reversed(counts.most_common())])
    remarks = ["Their order is a guess."] if is_guess else []
    remarks.append("(choice)")
    for mark, status in (("in force at", in_force(stages)), ("retired at", retired(stages))):
        if status:
            remarks.append(f"({mark} {status})")
    return [f"status: {quoted('[' + '/'.join(stages) + ']')}"], " ".join(remarks)


def _field(key: str, values: Sequence[Json], name: str = "") -> tuple[list[str], str]:
    """Return the lines of a field and its mark; no lines if the template cannot describe it.

    Args:
        key: The key, as YAML.
        values: Its values.
        name: What the value is called, if not like the key.
    """
    kinds = {type(value) for value in values}
    if kinds == {str}:
        return _text(key, [value for value in values if isinstance(value, str)], name or key)
    if kinds == {bool}:
        return [f"{key}: true"], ""
    if kinds <= {int, float} and key not in ("id", "title"):
        return [f"{key}: {1 if kinds == {int} else 1.5}"], ""
    if kinds == {list}:
        items = [item for value in values if isinstance(value, list) for item in value]
        return ([f"{key}:", *entries] if (entries := list(_entries(items))) else []), ""
    if kinds == {dict}:
        mappings = [value for value in values if isinstance(value, dict)]
        names = Counter(name for mapping in mappings for name in mapping)
        inner = _mapping(mappings)
        # If no key is common to them, the keys are names that each document chooses.
        if not any(_is_required(count, len(mappings)) for count in names.values()) and all(
            map(_NAME.fullmatch, names)
        ):
            within = [value for mapping in mappings for value in mapping.values()]
            inner = _field('"[name]"', within, "value")[0] or inner
        return ([f"{key}:", *_indented(inner)] if inner else []), ""
    return [], ""


def _text(key: str, texts: Sequence[str], name: str) -> tuple[list[str], str]:
    """Return the line of a field that is text, and its mark."""

    def are(pattern: re.Pattern[str]) -> bool:
        return _is_required(sum(pattern.fullmatch(text) is not None for text in texts), len(texts))

    if are(_DATE):
        return [f'{key}: "[YYYY-MM-DD]"'], ""
    if are(_URL):
        return [f'{key}: "[https://example.com/]"'], ""
    if are(_VERSION):
        return [f"{key}: 1.0.0"], ""
    if form := id_form(texts):
        return [f"{key}: {scalar(form)}"], ""
    most = min(MAX_CHOICES, len(texts) // 3)
    if key not in ("id", "title") and (choices := _choices(texts, most)):
        return [f"{key}: {quoted('[' + '/'.join(choices) + ']')}"], "(choice)"
    return [f"{key}: {quoted(f'[{name}]')}"], ""


def _entries(items: Sequence[Json]) -> Iterator[str]:
    """Yield the lines of the entries of a list: a text, a row, or one of each. None if there are others."""
    texts = [item for item in items if isinstance(item, str)]
    rows = [item for item in items if isinstance(item, dict)]
    if len(texts) + len(rows) < len(items) or (rows and not (inner := _mapping(rows))):
        return
    if texts:
        (line, *_), _ = _text("", texts, "text")
        yield f"  - {line.removeprefix(': ')}"
    if rows:
        first, *rest = inner
        yield from (f"  - {first}", *(f"    {line}" for line in rest))


def _mapping(mappings: Sequence[Mapping[str, Json]]) -> list[str]:
    """Return the lines of the keys that mappings have in common, each with its comment."""
    total = len(mappings)
    values: dict[str, list[Json]] = {}
    for mapping in mappings:
        for key, value in mapping.items():
            if value not in (None, "", [], {}):
                values.setdefault(key, []).append(value)
    lines: list[str] = []
    for key, found in values.items():
        if not _PLAIN_KEY.fullmatch(key) or len(found) <= max(1, COMMON * total):
            continue
        written, mark = _field(key, found)
        if written:
            optional = "" if _is_required(len(found), total) else "(optional)"
            lines += [_comment(key, len(found), total, [mark, optional]), *written]
    return lines


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def id_form(texts: Sequence[str]) -> str:
    """Return the form that nearly all of some ids have in a template: `deploy-[project]-[nnn]-[name]`.

    Its parts are the beginning that they share, names, a number and a name; or a number and a name. Without a
    number, they have none.
    """
    numbers = {match["number"] for text in texts if (match := _NUMBER_FIRST.fullmatch(text))}
    if len(numbers) > 1 and _is_required(sum(map(bool, map(_NUMBER_FIRST.fullmatch, texts))), len(texts)):
        return f"[{'n' * min(map(len, numbers))}]-[name]"
    matches = [match for text in texts if (match := _NUMBERED.fullmatch(text))]
    forms = Counter((match["first"], match["sign"], bool(match["rest"])) for match in matches)
    if not forms:
        return ""
    (first, sign, has_name), count = forms.most_common(1)[0]
    chosen = [
        match
        for match in matches
        if (match["first"], match["sign"], bool(match["rest"])) == (first, sign, has_name)
    ]
    if count < 2 or not _is_required(count, len(texts)) or len({match["number"] for match in chosen}) < 2:
        return ""
    names = {match["names"] for match in chosen}
    if len(names) == 1:
        between = names.pop()
    elif all(name and _LOWER.fullmatch(name) for name in names):
        between = f"-[{PROJECT}]"
    else:
        return ""
    digits = min(len(match["number"]) for match in chosen)
    return f"{first}{between}{sign}[{'n' * digits}]{'-[name]' if has_name else ''}"


def _choices(texts: Sequence[str], most: int) -> list[str]:
    """Return the values of a choice, the most common one last; empty if it is none.

    A value that only one document has must be a misspelt other one, which is left out.
    """
    counts = Counter(texts)
    choices = [text for text, count in reversed(counts.most_common()) if count > 1]
    if not 1 < len(choices) <= most or not all(map(_CHOICE.fullmatch, choices)):
        return []
    return choices if all(closest(text, choices) for text in counts if counts[text] == 1) else []
