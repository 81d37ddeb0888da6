"""The words that a template declares: of optional parts, of checks that do not apply, and of waiting."""

from __future__ import annotations

import pytest

from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.template import Template, TemplateError, load_template
from mkdocs_deploy_plugin.template.gates import duration
from mkdocs_deploy_plugin.template.summary import facts, summary
from tests.unit.samples import check_all, read, replaced

TEXT = """---
id: lauf-[projekt]-[nnn]-[name]
---

# [Name]

## Ablauf
<!-- Wie. (optional: falls zutreffend, bei Bedarf) (not applicable: entfällt, trifft nicht zu) -->
- [ ] Alle informiert
- [ ] Kasse zu (falls zutreffend)

## Nachtrag (bei Bedarf)

## Anhang (optional)
"""
GOOD = "---\nid: lauf-shop-001-x\n---\n\n# X\n\n## Ablauf\n- [ ] ~~Alle informiert~~ entfällt: Testsystem\n"


def template_of(text: str = TEXT) -> Template:
    return load_template("t.md", text.encode())


def findings(text: str, template: Template) -> list[Diagnostic]:
    return check_all([read(text, "procedures/lauf-shop-001-x.md", template)], template)


def test_optional_parts_and_reasons() -> None:
    template = template_of()
    assert findings(GOOD, template) == []
    assert [rule.optional for rule in template.sections] == [False, True, True]
    assert ("Struck", "~~check~~ entfällt: reason") in [*facts(summary(template))]


@pytest.mark.parametrize(
    "reason", ["", " entfällt", " Entfällt.", " – trifft nicht zu", " n/a", "：entfällt。"]
)
def test_a_word_alone_is_no_reason(reason: str) -> None:
    (finding,) = findings(replaced(GOOD, " entfällt: Testsystem", reason), template_of())
    assert (finding.rule, finding.help) == (
        "struck-without-reason",
        "Add the reason after it: ~~…~~ entfällt: …",
    )


def test_the_help_of_a_missing_check_uses_the_word() -> None:
    (finding,) = findings(
        replaced(GOOD, "- [ ] ~~Alle informiert~~ entfällt: Testsystem\n", ""), template_of()
    )
    assert finding.help.endswith("- [ ] ~~Alle informiert~~ entfällt: …")


@pytest.mark.parametrize(
    ("old", "new", "message", "help_"),
    [
        ("(falls zutreffend)", "(falls zutrefend)", "does not make it optional", "(falls zutreffend)"),
        ("(bei Bedarf)", "（bei Bedarff）", "does not make it optional", "(bei Bedarf)"),
        (
            "falls zutreffend, bei",
            "falls zutreffend,, bei",
            "has an empty phrase",
            "(optional: if applicable",
        ),
        (
            "entfällt, trifft nicht zu",
            "entfällt, Entfällt",
            "has the same phrase twice",
            "(not applicable: n/a",
        ),
        ("falls zutreffend, bei", '"falls zutreffend", bei', "quotes", "(optional: if applicable"),
        ("(not applicable:", "(not aplicable:", "is not a mark", "(not applicable: entfällt"),
        (
            "(optional: falls zutreffend, bei Bedarf)",
            "(optional:)",
            "is not a mark",
            "(optional: if applicable",
        ),
    ],
)
def test_mistakes(old: str, new: str, message: str, help_: str) -> None:
    with pytest.raises(TemplateError) as caught:
        template_of(TEXT.replace(old, new, 1))
    assert any(message in one.message and help_ in one.help for one in caught.value.findings)


def test_a_mark_of_words_belongs_to_a_heading() -> None:
    with pytest.raises(TemplateError, match="belongs"):
        template_of(replaced(TEXT, "id: lauf", "# Id: x. (optional: bei Bedarf)\nid: lauf"))


def test_wide_parentheses_and_commas() -> None:
    text = replaced(TEXT, "falls zutreffend, bei Bedarf", "該当する場合、必要な場合")
    text = text.replace("(falls zutreffend)", "（該当する場合）").replace("(bei Bedarf)", "（必要な場合）")
    template = template_of(text)
    assert findings(GOOD, template) == []


@pytest.mark.parametrize(
    ("text", "seconds"), [("30分", 1800), ("１時間30分", 5400), ("2 分钟", 120), ("5분", 300)]
)
def test_durations(text: str, seconds: int) -> None:
    assert duration(text) == seconds
