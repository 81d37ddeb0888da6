"""The texts of pages in the language of a site.

`assets/words/en.json` has every text that the scripts show, and `assets/words/pages/en.json` every text of
generated content (see `rendering.texts`); an English text is its own key, as in gettext. A text for numbers
has a form for each plural category of its language (Unicode CLDR: zero, one, two, few, many, other). Other
languages are tables of the same form, and a team can replace texts in `mkdocs.yml`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from mkdocs_deploy_plugin.text import capitalised, closest, quoted

ENGLISH = "en"
BLANKS = ("Ticket", "Who", "Environment", "Date", "Started", "Ended")
"""What is written by hand at the top of a printed sheet."""

_FOLDER = resources.files("mkdocs_deploy_plugin") / "assets" / "words"
_PAGES = _FOLDER / "pages"
PLACEHOLDER = re.compile(r"\{\w+\}")
"""What is replaced by a value in a text."""

NOUNS = frozenset({"{procedure}", "{procedures}", "{Procedure}", "{Procedures}"})
"""What stands for the noun of a template in the texts of generated content."""

_CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that come with the package, by their codes."""
    return tuple(sorted(path.name.removesuffix(".json") for path in _FOLDER.iterdir() if path.is_file()))


@cache
def table(language: str) -> Mapping[str, Any]:
    """Return the texts in a language, of scripts and of generated content, by their English texts.

    Args:
        language: One of `languages`.
    """
    pages: Mapping[str, Any] = json.loads((_PAGES / f"{language}.json").read_text(encoding="utf-8"))
    return {**script_table(language), **pages}


@cache
def script_table(language: str) -> Mapping[str, Any]:
    """Return the texts of scripts in a language, by their English texts.

    Args:
        language: One of `languages`.
    """
    texts: Mapping[str, Any] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return texts


def mistakes(language: str, own: Mapping[Any, Any]) -> Iterator[str]:
    """Yield why a language or a team's own texts cannot be used, in sentences without the full stop."""
    if language not in languages():
        yield f"language cannot be {quoted(language)}; write one of {', '.join(languages())}"
    known = table(ENGLISH)
    for text, other in own.items():
        if text not in known:
            meant = closest(str(text), list(known))
            yield f"words: unknown text {quoted(text)}" + (
                f"; did you mean {quoted(meant)}?" if meant else ""
            )
        else:
            nouns = NOUNS if text not in script_table(ENGLISH) else frozenset()
            yield from (f"words: {quoted(text)} {why}" for why in _wrong(known[text], other, nouns))


def script(language: str, own: Mapping[str, Any], nouns: tuple[str, str] | None = None) -> str:
    """Return the script that gives the scripts of pages their texts; empty if they stay English.

    Args:
        language: One of `languages`.
        own: The team's own texts, without mistakes.
        nouns: What is said instead of "procedure" and "procedures", in that language; None for these words.
    """
    known = script_table(language)
    if nouns is not None:
        known = _with_nouns(known, (table(language)["procedure"], table(language)["procedures"]), nouns)
    own = {text: other for text, other in own.items() if text in script_table(ENGLISH)}
    base = {text: other for text, other in known.items() if language != ENGLISH or other != _english(text)}
    texts = {**base, **own}
    if not texts:
        return ""
    return f"globalThis.proceduresWords={json.dumps({'': language, **texts}, ensure_ascii=False)};\n"


def _english(text: str) -> Any:
    return script_table(ENGLISH)[text]


def _with_nouns(texts: Mapping[str, Any], usual: tuple[str, str], nouns: tuple[str, str]) -> dict[str, Any]:
    """Return texts with other words for documents. Texts that have none stay as they are."""
    words = dict(zip(usual, nouns, strict=True))
    words |= {capitalised(word): capitalised(noun) for word, noun in words.items()}
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\{{)(?:{'|'.join(map(re.escape, longest_first))})")

    def replaced(text: Any) -> Any:
        if isinstance(text, dict):
            return {form: replaced(inner) for form, inner in text.items()}
        return pattern.sub(lambda match: words[match[0]], text)

    return {text: replaced(other) for text, other in texts.items()}


def blanks(language: str, own: Mapping[str, Any]) -> str:
    """Return the fields at the top of a printed sheet, each with a line to write on.

    Args:
        language: One of `languages`.
        own: The team's own texts, without mistakes.
    """
    texts = {**script_table(language), **own}
    return " ".join(f"{texts[label]}\N{NO-BREAK SPACE}{'_' * 24}" for label in BLANKS)


def _wrong(text: Any, other: Any, nouns: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with the translation of a text, which may also name some nouns."""
    forms = other if isinstance(other, dict) else {"other": other}
    if isinstance(other, dict) and not isinstance(text, dict):
        yield "has one form: write a text"
    elif not set(forms) <= _CATEGORIES or "other" not in forms:
        yield f"needs a form `other`; the forms are {', '.join(sorted(_CATEGORIES))}"
    elif not all(isinstance(form, str) and form.strip() for form in forms.values()):
        yield "needs a text"
    else:
        allowed = set(PLACEHOLDER.findall(text["other"] if isinstance(text, dict) else text))
        for name in (name for form in forms.values() for name in PLACEHOLDER.findall(form)):
            if name not in allowed and name not in nouns:
                yield f"has no value {name}" + (f"; it has {', '.join(sorted(allowed))}" if allowed else "")
