"""A template declares what its fields mean, whatever their keys are."""

from __future__ import annotations

import re
from datetime import date

import pytest

from mkdocs_deploy_plugin.authoring.scaffolding import scaffold
from mkdocs_deploy_plugin.catalog.properties import template_properties
from mkdocs_deploy_plugin.checking.people import check_approval
from mkdocs_deploy_plugin.checking.review import check_review
from mkdocs_deploy_plugin.template import Template, TemplateError, load_template
from mkdocs_deploy_plugin.template.meanings import MEANINGS
from tests.unit.samples import ROOT, read

DOCS = ROOT / "docs"

GERMAN = """\
---
id: betrieb-[nnn]-[name]
# Status: der Stand. (choice) (in force at Freigegeben)
status: "[Entwurf/Freigegeben]"
# Autor: wer es schrieb. (is: author)
autor: "[Name]"
# Freigabe: wer es freigibt. (optional) (is: approver)
freigabe: "[Name]"
# Geprüft am: das Datum. (optional) (is: review date)
geprueft_am: "[YYYY-MM-DD]"
---
# [Titel]

## Zweck
"""


def template(text: str = GERMAN) -> Template:
    return load_template("vorlage.md", text.encode())


def test_the_rules_find_people_and_dates_under_german_keys() -> None:
    german = template()
    text = (
        "---\nid: betrieb-001-x\nstatus: Freigegeben\nautor: Anna\nfreigabe: Anna\n"
        "geprueft_am: 2020-01-01\n---\n# X\n"
    )
    document = read(text, "betrieb-001-x.md", german)
    assert document.front_matter is not None
    (own,) = check_approval(document, document.front_matter, german)
    (old,) = check_review(document, german, date(2026, 1, 1), 90)
    assert (own.rule, own.pointer, own.span.line) == ("self-approval", "/front_matter/freigabe", 5)
    assert (old.rule, old.pointer, old.span.line) == ("overdue-review", "/front_matter/geprueft_am", 6)


def test_lists_know_the_fields_by_their_usual_names() -> None:
    known = {each.name: (each.key, each.label, each.facet) for each in template_properties(template())}
    assert known["author"] == ("autor", "Autor", True)
    assert known["approver"] == ("freigabe", "Freigabe", False)
    assert known["reviewed"] == ("geprueft_am", "Geprüft am", False)
    assert "overdue" in known


def test_new_writes_the_author_under_its_key() -> None:
    assert "autor: Anna\n" in scaffold(template(), "betrieb-001-x", "X", "Anna").text


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        (
            "(is: approver)",
            "(is: aprover)",
            "vorlage.md:8:1: (is: aprover) is not a meaning; did you mean (is: app",
        ),
        ("(is: approver)", "(is: author)", 'vorlage.md:8:1: (is: author) is already declared by "autor"'),
        ("freigabe:", "author:", 'is also the meaning of the field "author"'),
        ('"[YYYY-MM-DD]"', '"[Datum]"', "vorlage.md:10:1: (is: review date) needs a date"),
        ('autor: "[Name]"', 'autor: ["[Name]"]', "vorlage.md:6:1: (is: author) needs text"),
        (
            ' (is: author)\nautor: "[Name]"',
            '\nautor:\n  # Wer. (is: author)\n  wer: "[Name]"',
            "is only for fields",
        ),
    ],
)
def test_a_mark_that_cannot_be_used_stops_with_its_line(old: str, new: str, mistake: str) -> None:
    text = GERMAN.replace(old, new)
    if new == "author:":
        text = text.replace(" (is: approver)", "")
    with pytest.raises(TemplateError) as error:
        template(text)
    assert mistake in str(error.value)


PEOPLE = """\
---
id: betrieb-[nnn]-[name]
# Personen: wen man fragt. (is: contacts)
Personen:
  - # Rolle: wofür. (is: role)
    Rolle: Leitung
    # Name: wer. (is: name)
    Name: "[Name]"
# Risiko: wie schlimm. (is: risk)
Risiko:
  # Stufe: die Folge. (choice) (is: level)
  Stufe: "[Hoch/Niedrig]"
# Vorher: was. (is: depends on)
Vorher:
  - "[Kennung]"
---
# [Titel]
"""


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        (" (is: role)", "", "4:1: (is: contacts) needs a column for the role, marked (is: role)"),
        (" (is: level)", "", "10:1: (is: risk) needs a field for the level, marked (is: level)"),
        ("(is: contacts)", "(is: contact)", "4:1: (is: contact) is only for fields within contacts"),
        ("(is: contacts)", "(is: sign_off)", "(is: sign_off) is not a meaning; did you mean (is: sign-off)?"),
        ("(is: contacts)", "(is: parameters)", "(is: parameters) needs a mapping with one name in brackets"),
        ("(is: role)", "(is: roll)", "6:5: (is: roll) is not a meaning; did you mean (is: role)?"),
        ("(is: name)", "(is: role)", '8:5: (is: role) is already declared by "Rolle"'),
        ("(is: name)", "(is: author)", "8:5: (is: author) is only for fields that are not within others"),
        ("(is: level)", "(is: role)", "(is: role) is only for fields within contacts or sign-off"),
        ("(is: level)", "(is: bad)", "the meanings within risk are: level, factors"),
        ("(is: depends on)", "(is: contacts)", '14:1: (is: contacts) is already declared by "Personen"'),
        ("(is: depends on)", "(is: environments)", "14:1: (is: environments) needs a list of mappings"),
        ('  - "[Kennung]"', "  - x: y", "14:1: (is: depends on) needs a list of text"),
        ("(is: risk)", "(is: title)", "10:1: (is: title) needs text"),
        ("Vorher:\n", "contacts:\n", 'the field "contacts"; keep one'),
        (" (is: depends on)", " (in force at X)", "belongs to the key status"),
    ],
)
def test_meanings_of_tables_and_columns(old: str, new: str, mistake: str) -> None:
    template(PEOPLE)
    assert old in PEOPLE
    text = PEOPLE.replace(" (is: depends on)", "") if new == "contacts:\n" else PEOPLE
    with pytest.raises(TemplateError) as error:
        template(text.replace(old, new))
    assert mistake in "\n".join(
        f"{one.span.line}:{one.span.column}: {one.message}" for one in error.value.findings
    )


def test_a_key_that_is_the_name_of_another_field_stays_unknown() -> None:
    """A stray `author` does not count as the author of a template that calls the field `autor`."""
    document = read(
        "---\nid: betrieb-001-x\nstatus: Entwurf\nauthor: Anna\nx: y\n---\n# X\n",
        "betrieb-001-x.md",
        template(),
    )
    assert (document.value("author"), document.value("x"), document.written("author")) == (None, "y", "Anna")


def test_every_meaning_is_documented() -> None:
    (table,) = re.findall(
        r"^\| Mark \| Key by default .*?\n\n", (DOCS / "template.md").read_text(encoding="utf-8"), re.M | re.S
    )
    rows = [row.split(" | ")[:2] for row in table.strip().split("\n")[2:]]
    documented = [(re.findall(r"\(is: (.*?)\)", marks), re.findall(r"`(.*?)`", keys)) for marks, keys in rows]
    expected = []
    for meaning in MEANINGS:
        expected.append(([meaning.mark], [meaning.name]))
        if meaning.inner:
            expected.append(([one.mark for one in meaning.inner], [one.name for one in meaning.inner]))
    assert documented == expected
