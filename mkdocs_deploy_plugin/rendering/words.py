"""The texts of the page of a run in the language of a site.

`assets/words/en.json` has every text that the scripts show; an English text is its own key, as in gettext. A
text for numbers has a form for each plural category of its language (Unicode CLDR: zero, one, two, few, many,
other). Other languages are tables of the same form, and a team can replace texts in `mkdocs.yml`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from mkdocs_deploy_plugin.text import closest, quoted

ENGLISH = "en"
BLANKS = ("Ticket", "Who", "Environment", "Date", "Started", "Ended")
"""What is written by hand at the top of a printed sheet."""

_FOLDER = resources.files("mkdocs_deploy_plugin") / "assets" / "words"
_PLACEHOLDER = re.compile(r"\{\w+\}")
_CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that come with the package, by their codes."""
    return tuple(sorted(path.name.removesuffix(".json") for path in _FOLDER.iterdir()))


@cache
def table(language: str) -> Mapping[str, Any]:
    """Return the texts in a language, by their English texts.

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
            yield from (f"words: {quoted(text)} {why}" for why in _wrong(known[text], other))


def script(language: str, own: Mapping[str, Any]) -> str:
    """Return the script that gives the scripts of pages their texts; empty if they stay English.

    Args:
        language: One of `languages`.
        own: The team's own texts, without mistakes.
    """
    texts = {**(table(language) if language != ENGLISH else {}), **own}
    if not texts:
        return ""
    return f"globalThis.proceduresWords={json.dumps({'': language, **texts}, ensure_ascii=False)};\n"


def blanks(language: str, own: Mapping[str, Any]) -> str:
    """Return the fields at the top of a printed sheet, each with a line to write on.

    Args:
        language: One of `languages`.
        own: The team's own texts, without mistakes.
    """
    texts = {**table(language), **own}
    return " ".join(f"{texts[label]}\N{NO-BREAK SPACE}{'_' * 24}" for label in BLANKS)


def _wrong(text: Any, other: Any) -> Iterator[str]:
    """Yield what is wrong with the translation of a text."""
    forms = other if isinstance(other, dict) else {"other": other}
    if isinstance(other, dict) and not isinstance(text, dict):
        yield "has one form: write a text"
    elif not set(forms) <= _CATEGORIES or "other" not in forms:
        yield f"needs a form `other`; the forms are {', '.join(sorted(_CATEGORIES))}"
    elif not all(isinstance(form, str) and form.strip() for form in forms.values()):
        yield "needs a text"
    else:
        allowed = set(_PLACEHOLDER.findall(text["other"] if isinstance(text, dict) else text))
        for name in (name for form in forms.values() for name in _PLACEHOLDER.findall(form)):
            if name not in allowed:
                yield f"has no value {name}" + (f"; it has {', '.join(sorted(allowed))}" if allowed else "")
