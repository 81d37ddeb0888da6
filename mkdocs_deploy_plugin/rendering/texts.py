"""The texts that generated content shows, in the language of a site and with the noun of its template.

They are in the same registry as those of the scripts; see `rendering.words`. `{procedure}` and `{procedures}`
in a text are what the template calls its documents, `{Procedure}` and `{Procedures}` the same with a capital.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.collection import Collection
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.rendering.words import ENGLISH, PLACEHOLDER, script, table
from mkdocs_deploy_plugin.settings import Settings
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.nouns import PROCEDURE, Noun, common_noun
from mkdocs_deploy_plugin.text import capitalised

_THOUSANDS = {"de": "."}


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a site: called with one in English, it returns that of the site.

    Attributes:
        language: The language, for numbers.
        table: The texts by their English texts; those that it lacks stay English.
        nouns: What the template calls its documents, by the placeholders of texts.
    """

    language: str
    table: Mapping[str, Any]
    nouns: Mapping[str, str]

    def __call__(self, text: str, **values: object) -> str:
        """Return a text with its values."""
        found = self.table.get(text, text)
        return self._filled(found if isinstance(found, str) else found["other"], values)

    def count(self, number: int, one: str, other: str, **values: object) -> str:
        """Return the form of a text for a number, which is `{n}` in it.

        Args:
            number: The number.
            one: The English form for 1.
            other: The other one, which is the key.
            values: Further values.
        """
        forms = self.table.get(other, {"one": one, "other": other})
        text = (
            forms if isinstance(forms, str) else forms.get("one" if number == 1 else "other", forms["other"])
        )
        grouped = f"{number:,}".replace(",", _THOUSANDS.get(self.language, ","))
        return self._filled(text, {"n": grouped, **values})

    def _filled(self, text: str, values: Mapping[str, object]) -> str:
        """Return a text with its values, which are not searched for placeholders themselves."""
        known = {**self.nouns, **values}
        return PLACEHOLDER.sub(lambda match: str(known.get(match[0][1:-1], match[0])), text)


def texts(language: str, own: Mapping[str, Any], noun: Noun) -> Texts:
    """Return the texts in a language.

    Args:
        language: One of `words.languages`.
        own: The team's own texts, without mistakes.
        noun: What the template calls its documents; translated if it is the noun of a shipped template.
    """
    known = {**table(language), **own}
    singular, plural = (str(known.get(word, word)) for word in noun)
    nouns = {"procedure": singular, "procedures": plural}
    nouns |= {capitalised(name): capitalised(word) for name, word in nouns.items()}
    return Texts(language, known, nouns)


def script_of(settings: Settings, templates: Sequence[Template]) -> str:
    """Return the script with the texts of scripts for the pages of templates; see `words.script`."""
    noun, nouns = _noun(templates), texts_of(settings, templates).nouns
    spoken = (nouns["procedure"], nouns["procedures"]) if noun != PROCEDURE else None
    return script(settings.language, settings.words, spoken)


@dataclass(frozen=True)
class ScriptTexts:
    """The texts of the scripts of a site; see `words.script`.

    Attributes:
        shared: Those on pages about all collections.
        own: Those on the pages of each collection, which can have a noun of its own.
    """

    shared: str
    own: Mapping[Collection, str]

    @classmethod
    def of(cls, project: Project) -> ScriptTexts:
        """Return the texts for a site."""
        collections, settings = project.collections, project.settings
        own = {one: script_of(settings, [one.template]) for one in collections}
        return cls(script_of(settings, [one.template for one in collections]), own)

    @property
    def all(self) -> tuple[str, ...]:
        """All of them."""
        return (self.shared, *self.own.values())

    def on(self, procedure: Procedure | None) -> str:
        """Return those on the page of a procedure; without one, on any other page."""
        return self.shared if procedure is None else self.own[procedure.collection]


def texts_of(settings: Settings, templates: Sequence[Template]) -> Texts:
    """Return the texts of the pages of templates. What they call differently is a document."""
    return texts(settings.language, settings.words, _noun(templates))


def _noun(templates: Sequence[Template]) -> Noun:
    return common_noun(template.own_words.noun for template in templates)


IN_ENGLISH = texts(ENGLISH, {}, PROCEDURE)
"""The texts of a site that sets nothing."""
