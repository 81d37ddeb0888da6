"""A template declares what its fields mean, whatever their keys are."""

from __future__ import annotations

from datetime import date

import pytest

from mkdocs_deploy_plugin.authoring.scaffolding import scaffold
from mkdocs_deploy_plugin.catalog.properties import template_properties
from mkdocs_deploy_plugin.checking.people import check_approval
from mkdocs_deploy_plugin.checking.review import check_review
from mkdocs_deploy_plugin.template import Template, TemplateError, load_template
from tests.unit.samples import read

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
    (old,) = check_review(document, document.front_matter, german, date(2026, 1, 1), 90)
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
