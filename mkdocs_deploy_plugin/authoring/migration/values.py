"""Convert the text of a cell or line to the value of a field."""

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
    """A value, and the words of the source that it contains."""

    data: Json
    said: tuple[str, ...]


def value_of(field: Field, inline: Inline) -> Value | None:
    """Return inline content as the value of a field; None if the field cannot have it.

    A text in the wrong form is still the value: the check reports it.
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
    """Return whether a text is one of the template's placeholders."""
    if not text or "[" not in text:
        return False
    examples = [field.example, *(part.example for shape in field.fields for part in (shape, *shape.fields))]
    if any(text.casefold() == example.casefold() for example in examples):
        return True
    return is_placeholder(text) and text.casefold() in template.text.casefold()


def folded(text: str) -> str:
    """Return a text in the form used to compare choices and labels, ignoring case and hyphens."""
    text = re.sub(r"[\s_-]+", " ", re.sub(r"\s*/\s*", "/", text)).casefold()
    return re.sub(r"^[^\w]+|[^\w)]+$", "", text)


def _choice(field: Field, text: str) -> Value | None:
    """Return the only choice that a text equals or begins with, without the text after it."""
    said = folded(text)
    for choice in field.choices:
        if folded(choice) == said:
            return Value(choice, (choice,))
    named = [choice for choice in field.choices if re.search(rf"\b{re.escape(folded(choice))}\b", said)]
    if len(named) == 1 and re.match(rf"{re.escape(folded(named[0]))}\b", said):
        return Value(named[0], (named[0],))
    return None


def _formed(field: Field, text: str) -> str:
    """Return a text in lower case if that makes it match the field's pattern."""
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
    """Split the parts at commas, semicolons and line breaks, but not within links."""
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
    plain = next(
        (inner for inner in field.fields if inner.kind not in (FieldKind.OBJECT, FieldKind.MAP)), None
    )
    url = links[0].url if links else text if _ADDRESS.fullmatch(text) else ""
    if (linked := _linked(field)) is not None and _ADDRESS.fullmatch(url):
        title, address = linked
        return [Value({title: text, address: url}, (text, url) if links else (text,))]
    if plain is None:
        return [Value(text, (text,))]
    said = (text, url) if url.removeprefix("./") == f"{text}.md" else (text,)
    return [Value(_formed(plain, text), said)]


def _linked(field: Field) -> tuple[str, str] | None:
    """Return the keys for title and address if the entries of a list can have both."""
    for shape in field.fields:
        kinds = {part.kind: part.key for part in reversed(shape.fields)}
        if FieldKind.TEXT in kinds and FieldKind.URL in kinds:
            return kinds[FieldKind.TEXT], kinds[FieldKind.URL]
    return None
