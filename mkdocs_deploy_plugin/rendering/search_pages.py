"""Write the page that a search reads instead of the one that is shown."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from html import escape
from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.rendering.search_words import new_words, plain_forms
from mkdocs_deploy_plugin.rendering.searchable import Searchable, without_ids
from mkdocs_deploy_plugin.rendering.theme import theme_text
from mkdocs_deploy_plugin.template import Field, FieldKind, Template
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER, RELATED_SPECS, TITLE

_EVERYDAY = frozenset(
    """
    a all also an and any are as at be because been but by can cannot could did do does either else every for
    from get had has have if in into is it its least may might most must neither no nor not of off often on
    only or other our own said say says she should since so some than that the their them then there these
    they this to too us was we were what when where which while who why will with would yet you your
    """.split()  # noqa: SIM905
)
"""Words that are too frequent to find anything by, and that searches ignore in English."""

_SHORTEST, _LONGEST = 3, 60
"""The lengths of the beginnings of words that are compared."""


class SearchSection(NamedTuple):
    """A section of the page for a search.

    Attributes:
        anchor: The anchor that results lead to; `_` for the page.
        heading: Its heading.
        sentence: What results show; or empty.
        words: The words that it is found by, in addition to its heading and sentence.
    """

    anchor: str
    heading: str
    sentence: str
    words: str

    @property
    def padding(self) -> str:
        """The HTML of its words."""
        return _paragraph(self.words) if self.words else ""


def search_tags(procedure: Procedure, template: Template) -> list[str]:
    """Return the additional tags of a procedure for searches: its id and the keys of its related specs.

    Searches rank pages that have one of the words as a tag above pages that have all of them in the title, so
    only a tag can compete with a tag.
    """
    return [theme_text(name) for name in _names(procedure, template)]


def _names(procedure: Procedure, template: Template) -> list[str]:
    return list(dict.fromkeys((procedure.id, *_spec_keys(procedure, template))))


def search_sections(
    procedure: Procedure, template: Template, own: Searchable, common: frozenset[str] = frozenset()
) -> list[SearchSection]:
    """Return the sections of the page for a search.

    The first has all specific words of the procedure, because a search for two words needs both in one
    section. The others are those with their own headings, so that results can lead there.

    Args:
        procedure: The procedure.
        template: Its template.
        own: The specific words of its body.
        common: The words to leave out; see `searchable.common_words`.
    """
    title = theme_text(procedure.title)
    written = " ".join(procedure.document.string("description").split())
    description = theme_text(written)
    # It is included whole, so words in brackets or quotes in it are found only if they are repeated.
    shown = title.split()
    left_out = common | _EVERYDAY
    seen = {word.lower() for word in shown} | left_out
    texts = [" ".join((procedure.title, written, *_names(procedure, template)))]
    texts += [form for word in shown if not word.isascii() for form in plain_forms(word)]
    words = [word for text in (*texts, *_values(procedure, template)) for word in new_words(text, seen)]
    for part in own.parts:
        for word in part.words.split():
            if word.lower() not in seen:
                seen.add(word.lower())
                words.append(word)
    known = {word.lower() for word in words}
    led_to = {word.lower() for part in own.parts if part.heading for word in part.words.split()}
    words = [word for word in words if not (word.lower() in led_to and _is_longer(word.lower(), known))]
    sections = [SearchSection("_", title, description, " ".join(words))]
    for part in own.parts:
        if part.heading:
            heading = theme_text(part.heading)
            said = left_out.union(heading.lower().split())
            rest = " ".join(word for word in part.words.split() if word.lower() not in said)
            if rest or part.sentence:
                sections.append(SearchSection(part.anchor, heading, part.sentence, rest))
    return sections


def _is_longer(word: str, known: Container[str]) -> bool:
    """Return whether a word begins with another one.

    A search for the shorter word finds both, so a page would count for it as often as it has such words.
    """
    return any(word[:end] in known for end in range(_SHORTEST, min(len(word), _LONGEST)))


def search_page(sections: Sequence[SearchSection]) -> str:
    """Return the page that a search reads instead of the one that is shown."""
    lines = []
    for number, section in enumerate(sections):
        tag = "h2" if number else "h1"
        heading = escape(section.heading, quote=False)
        lines.append(f'<{tag} id="{escape(section.anchor)}">{heading}</{tag}>')
        lines += filter(None, (_paragraph(section.sentence) if section.sentence else "", section.padding))
    return "\n".join(lines)


def id_beginning(id_: str) -> str:
    """Return the words of an id before its number; empty if it has none."""
    words = id_.split("-")
    numbers = [at for at, word in enumerate(words) if word.isdigit()]
    return " ".join(words[: numbers[0]] if numbers else ())


def common_page(words: frozenset[str]) -> str:
    """Return the HTML that a search reads on the catalog page: the words common to all procedures."""
    return _paragraph(" ".join(sorted(words)))


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>"


def _spec_keys(procedure: Procedure, template: Template) -> list[str]:
    specs = procedure.document.value(RELATED_SPECS)
    keys = [spec for spec in specs if isinstance(spec, str)] if isinstance(specs, list) else []
    return [key for key in keys if template.syntax.find_code(key) is None]


def _values(procedure: Procedure, template: Template) -> Iterator[str]:
    """Yield the specific words of the front matter, field by field."""
    for field in template.fields:
        if field.name in (IDENTIFIER, TITLE):
            continue  # both are already included
        value = procedure.document.value(field.name)
        texts = [text for text in _texts(field, value) if text not in template.wording.values]
        yield without_ids(" ".join(texts), template.syntax)


def _texts(field: Field | None, value: Json) -> Iterator[str]:
    """Yield the texts in a value, except choices, which are not specific to a procedure."""
    if field is not None and field.kind in (FieldKind.CHOICE, FieldKind.FIXED):
        return
    if isinstance(value, list):
        shape = field.fields[0] if field is not None and field.fields else None
        for item in value:
            yield from _texts(shape, item)
    elif isinstance(value, dict):
        named = (
            field.fields[0] if field is not None and field.kind is FieldKind.MAP and field.fields else None
        )
        for key, inner in value.items():
            if named is not None:
                yield key
            yield from _texts(named or (field.field(key) if field is not None else None), inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
