"""Tests of the texts that the scripts of pages show, and of their translations."""

from __future__ import annotations

import json

from mkdocs_deploy_plugin.rendering import words
from scripts.words import PAGE, texts, with_table
from tests.rows import each_row

OTHER = {"one": "{n} left", "other": "{n} left"}


def test_the_table_has_every_text_of_the_scripts() -> None:
    assert words.table("en") == texts(), "run: python scripts/words.py"
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_table(page), "run: python scripts/words.py"


@each_row("language", [language for language in words.languages() if language != "en"])
def test_every_language_is_whole(language: str) -> None:
    assert list(words.table(language)) == list(words.table("en"))
    assert list(words.mistakes(language, words.table(language))) == []


@each_row(("own", "message"), [
    ({}, ""),
    ({"Start a run": "Go", "{n} checks open": OTHER}, ""),
    ({"{n} checks open": "left: {n}"}, ""),
    ({"Start a rum": "Go"}, 'words: unknown text "Start a rum"; did you mean "Start a run"?'),
    ({7: "x"}, "words: unknown text"),
    ({"Start a run": " "}, 'words: "Start a run" needs a text'),
    ({"Start a run": 7}, 'words: "Start a run" needs a text'),
    ({"Start a run": {"other": "Go"}}, 'words: "Start a run" has one form: write a text'),
    ({"{n} checks open": {"one": "1"}}, "needs a form `other`"),
    ({"{n} checks open": {"other": "x", "lots": "y"}}, "needs a form `other`"),
    ({"{n} checks open": "{m} left"}, 'words: "{n} checks open" has no value {m}; it has {n}'),
    ({"Start a run": "Go {n}"}, 'words: "Start a run" has no value {n}'),
])  # fmt: skip
def test_mistakes_in_the_words_of_a_team(own: dict[object, object], message: str) -> None:
    found = list(words.mistakes("en", own))
    assert len(found) == (1 if message else 0)
    assert all(message in one for one in found)


def test_the_noun_of_a_template_is_in_the_texts_of_scripts() -> None:
    script = words.script("en", {}, ("runbook", "runbooks"))
    data = json.loads(script.removeprefix("globalThis.proceduresWords=").removesuffix(";\n"))
    assert data["Runs of this procedure"] == "Runs of this runbook"
    assert data["Procedure as published"] == "Runbook as published"
    assert data["Find a procedure to run"] == "Find a runbook to run"
    assert "This site has no runbook {procedure}." in data[next(text for text in data if "no proc" in text)]
    assert "Cancel" not in data
    assert words.script("en", {}, ("procedure", "procedures")) == ""
    assert '"Runbook für einen Lauf suchen"' in words.script("de", {}, ("Runbook", "Runbooks"))


def test_an_unknown_language_is_named() -> None:
    assert list(words.mistakes("fr", {})) == ['language cannot be "fr"; write one of de, en, ja']


def test_the_script_has_the_words_of_the_team_over_those_of_the_language() -> None:
    assert words.script("en", {}) == ""
    script = words.script("de", {"Start": "Los </script>\u2028"})
    data = json.loads(script.removeprefix("globalThis.proceduresWords=").removesuffix(";\n"))
    assert data[""] == "de"
    assert data["Start"] == "Los </script>\u2028"
    assert data["Cancel"] == "Abbrechen"
