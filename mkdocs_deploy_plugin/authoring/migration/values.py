"""What a cell or a line of the table form says, as the value of a field."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mkdocs_deploy_plugin.authoring.migration.inline import Inline, Part, collapsed, words
from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.patterns import matches
from mkdocs_deploy_plugin.template import Field, FieldKind, Template
from mkdocs_deploy_plugin.template.fields import is_placeholder

_SEPARATOR = re.compile(r"([,;\n、，；])")
_ADDRESS = re.compile(r"https?://[!-~]+")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?")
_NOTHING = ("none", "n/a", "na", "nil", "")


@dataclass(frozen=True, slots=True)
class Value:
    """A value, and the words of the source that are in it."""

    data: Json
    said: tuple[str, ...]


def value_of(field: Field, inline: Inline) -> Value | None:
    """Return what inline content says as the value of a field; None where the field cannot have it.

    A text that has not the form of the field is its value all the same: the check says what is wrong.
    """
    text = inline.text
    if field.kind in (FieldKind.OBJECT, FieldKind.MAP) or field.columns:
        return None
    if field.kind is FieldKind.LIST:
        return _list(field, inline)
    if field.kind is FieldKind.FIXED:
        same = isinstance(field.value, str) and folded(field.value) == folded(text)
        return Value(field.value, (text,)) if same else None
    if field.kind is FieldKind.CHOICE:
        return _choice(field, text)
    if field.kind is FieldKind.URL and (links := [part for part in inline.parts if part.url]):
        return Value(links[0].url, (links[0].url,))
    if field.kind is FieldKind.BOOLEAN and text.lower() in ("true", "false"):
        return Value(text.lower() == "true", (text,))
    if field.kind is FieldKind.NUMBER and _NUMBER.fullmatch(text):
        return Value(float(text) if "." in text else int(text), (text,))
    return Value(_formed(field, text), (text,))


def placeholder(field: Field, text: str, template: Template) -> bool:
    """Return whether a text is what the template has in the place of a value."""
    if not text or "[" not in text:
        return False
    examples = [field.example, *(part.example for shape in field.fields for part in (shape, *shape.fields))]
    if any(text.casefold() == example.casefold() for example in examples):
        return True
    return is_placeholder(text) and text.casefold() in template.text.casefold()


def folded(text: str) -> str:
    """Return a text in the form in which choices and labels are compared: case and hyphens do not count."""
    text = re.sub(r"[\s_-]+", " ", re.sub(r"\s*/\s*", "/", text)).casefold()
    return re.sub(r"^[^\w]+|[^\w)]+$", "", text)


def _choice(field: Field, text: str) -> Value | None:
    """Return the one choice that a text is, or begins with; what follows it is not in the value."""
    said = folded(text)
    for choice in field.choices:
        if folded(choice) == said:
            return Value(choice, (choice,))
    found = [one for one in field.choices if re.search(rf"\b{re.escape(folded(one))}\b", said)]
    if len(found) == 1 and re.match(rf"{re.escape(folded(found[0]))}\b", said):
        return Value(found[0], (found[0],))
    return None


def _formed(field: Field, text: str) -> str:
    """Return a text as the field's pattern has it, where only its case is another one."""
    if field.kind is FieldKind.PATTERN and matches(field.pattern, text.lower()):
        return text.lower()
    return text


def _list(field: Field, inline: Inline) -> Value | None:
    if not field.fields:
        return None
    entries = [entry for group in _groups(inline.parts) for entry in _entries(field, group)]
    said = folded(inline.text)
    nothing = said in _NOTHING and words(inline.text) == words(said)
    if not entries or (len(entries) == 1 and nothing):
        return Value([], (inline.text,))
    return Value([entry.data for entry in entries], tuple(text for entry in entries for text in entry.said))


def _groups(parts: tuple[Part, ...]) -> list[list[Part]]:
    """Split at commas, semicolons and line breaks, but not within links."""
    groups: list[list[Part]] = [[]]
    for part in parts:
        if part.url:
            groups[-1].append(part)
            continue
        for piece in _SEPARATOR.split(part.text):
            if _SEPARATOR.fullmatch(piece):
                groups.append([])
            elif piece:
                groups[-1].append(Part(piece))
    return [group for group in groups if any(part.url or part.text.strip() for part in group)]


def _entries(field: Field, group: list[Part]) -> list[Value]:
    links = [part for part in group if part.url]
    if len(links) > 1:
        return [entry for part in group if part.url or part.text.strip() for entry in _entries(field, [part])]
    text = collapsed("".join(part.text for part in group))
    plain = next((one for one in field.fields if one.kind not in (FieldKind.OBJECT, FieldKind.MAP)), None)
    url = links[0].url if links else text if _ADDRESS.fullmatch(text) else ""
    if (linked := _linked(field)) is not None and _ADDRESS.fullmatch(url):
        title, address = linked
        return [Value({title: text, address: url}, (text, url) if links else (text,))]
    if plain is None:
        return [Value(text, (text,))]
    said = (text, url) if url.removeprefix("./") == f"{text}.md" else (text,)
    return [Value(_formed(plain, text), said)]


def _linked(field: Field) -> tuple[str, str] | None:
    """Return the keys for title and address, where the entries of a list may have both."""
    for shape in field.fields:
        kinds = {part.kind: part.key for part in reversed(shape.fields)}
        if FieldKind.TEXT in kinds and FieldKind.URL in kinds:
            return kinds[FieldKind.TEXT], kinds[FieldKind.URL]
    return None
