"""The words of numbered headings in any script: headings, anchors, references, findings, fixes, rollback."""

from __future__ import annotations

import pytest

from mkdocs_deploy_plugin.fixing.rounds import apply_edits
from mkdocs_deploy_plugin.model import Diagnostic, Label, ReferenceKind
from mkdocs_deploy_plugin.reading.identity import label
from mkdocs_deploy_plugin.template import Template, load_template
from mkdocs_deploy_plugin.template.data import document_data
from tests.rows import each_row
from tests.unit.samples import check_all, read, replaced

NAME = "run-shop-001-x"

ROWS = [
    # phase, step, what separates number and title, anchor and key of the step, a mention in prose
    ("Étape", "Sous-étape", ": ", "sous-étape-1.2", "sous-étapes", "voir Sous-étape 1.2."),
    ("Этап", "Шаг", ": ", "шаг-1.2", "шаг", "см. Шаг 1.2, потом"),
    ("Φάση", "Βήμα", ": ", "βήμα-1.2", "βήμα", "(Βήμα 1.2)"),
    ("フェーズ", "手順", "：", "手順-1.2", "手順", "次に手順 1.2を参照。"),
    ("段階", "手順", "：", "手順-1.2", "手順", "手順１．２へ進む"),
    ("단계", "절차", ": ", "절차-1.2", "절차", "절차 1.2를 보세요"),
    ("阶段", "步骤", "：", "步骤-1.2", "步骤", "请看步骤1.2。"),
    ("مرحلة", "خطوة", ": ", "خطوة-1.2", "خطوة", "انظر خطوة 1.2"),
    ("Work package", "Action item", ": ", "action-item-1.2", "action_items", "see Action item 1.2 first"),
]
EACH = each_row(("phase", "step", "colon", "anchor", "key", "mention"), ROWS)


def template_of(phase: str, step: str, colon: str) -> Template:
    text = f"""---
id: run-[project]-[nnn]-[name]
---

# [Name]

## Work

### {phase} 1{colon}[Name]
<!-- (rollback required) -->

#### {step} 1.1{colon}[Name]
- [ ] [What shows that it worked]

## Back
<!-- (rollback) -->

#### {step} R.1{colon}[Name]
"""
    return load_template("t.md", text.encode())


def document_of(phase: str, step: str, colon: str, mention: str) -> str:
    return f"""---
id: run-shop-001-x
---

# X

## Work

### {phase} 1{colon}A

#### {step} 1.1{colon}B
{mention}

- [ ] ok

#### {step} 1.2{colon}C
- [ ] ok

## Back

#### {step} R.1{colon}D
{phase} 1
"""


def checked(text: str, template: Template) -> list[Diagnostic]:
    return check_all([read(text, f"procedures/{NAME}.md", template)], template)


def findings(text: str, template: Template) -> list[str]:
    return [f"{one.span.line}: {one.message} [{one.rule}]" for one in checked(text, template)]


@EACH
def test_a_document_is_understood(
    phase: str, step: str, colon: str, anchor: str, key: str, mention: str
) -> None:
    template, text = template_of(phase, step, colon), document_of(phase, step, colon, mention)
    assert findings(text, template) == []
    document = read(text, "run-shop-001-x.md", template)
    assert document.outline is not None
    (reference,) = document.outline.references[:1]
    assert (reference.kind, reference.anchor) == (ReferenceKind.STEP, anchor)
    assert reference.text in mention
    assert anchor in {section.anchor for section in document.outline.sections()}
    work = document_data(document, template)["body"]["sections"]["Work"]
    (phases,) = (value for name, value in work.items() if name in template.words.values())
    assert [inner["number"] for inner in phases[0][key]] == ["1.1", "1.2"]


@EACH
def test_mistakes_are_found(phase: str, step: str, colon: str, anchor: str, key: str, mention: str) -> None:
    template, text = template_of(phase, step, colon), document_of(phase, step, colon, mention)
    unknown = replaced(text, mention, f"{step} 7.7")
    assert findings(unknown, template) == [f'12: "{step} 7.7" does not exist on this page [unknown-step]']
    unread = replaced(text, f"{step} 1.2{colon}C", f"{step} 1.2 – C")
    assert f'16: "{step} 1.2 – C" is not read as a {step} because of its format [misplaced-step]' in findings(
        unread, template
    )
    not_rolled_back = replaced(text, f"D\n{phase} 1", "D\n")
    assert findings(not_rolled_back, template) == [
        f"9: No rollback step names {phase} 1 [phase-without-rollback]"
    ]
    assert f'7: "Work" has no {phase} [missing-step]' in findings(
        replaced(text, f"### {phase} 1{colon}A", "### A"), template
    )


@EACH
def test_steps_are_renumbered_with_their_mentions(
    phase: str, step: str, colon: str, anchor: str, key: str, mention: str
) -> None:
    template = template_of(phase, step, colon)
    text = document_of(phase, step, colon, f"{step} 1.2, [x](#{anchor})")
    wrong = text.replace("1.2", "1.3")
    (finding,) = checked(wrong, template)
    assert (finding.rule, finding.message) == ("step-number", f"{step} 1.3 follows {step} 1.1")
    assert finding.fix is not None
    assert apply_edits(wrong.encode(), finding.fix.edits) == text.encode()


@each_row(
    ("heading", "expected"),
    [
        ("Étape 1.1: Préparer", Label("Étape", "1.1", "Préparer")),
        ("E\u0301tape 1.1", Label("Étape", "1.1", "")),
        ("étape 1.1: Préparer", None),
        ("Шаг R.1: Откат", Label("Шаг", "R.1", "Откат")),
        ("Шаг О.1: Откат", Label("Шаг", "О.1", "Откат")),
        ("手順 1.1：準備", Label("手順", "1.1", "準備")),
        ("手順1.1：準備", Label("手順", "1.1", "準備")),
        ("手順\u3000１．１：準備", Label("手順", "1.1", "準備")),
        ("手順 R.1：戻す", Label("手順", "R.1", "戻す")),
        ("手順R.1：戻す", Label("手順", "R.1", "戻す")),
        ("PLAN: x", None),
        ("手順書", None),
        ("手順 書", None),
        ("단계 1.1: 준비", Label("단계", "1.1", "준비")),
        ("चरण १.२: तैयारी", Label("चरण", "1.2", "तैयारी")),
        ("ขั้นตอนที่ 1.1: เตรียม", Label("ขั้นตอนที่", "1.1", "เตรียม")),
        ("Step1.1: x", None),
        ("Step ¹: x", None),
        ("Action item 1: x", None),
    ],
)
def test_labels(heading: str, expected: Label | None) -> None:
    assert label(heading) == expected


@pytest.mark.parametrize(
    ("heading", "phrases", "expected"),
    [
        ("Action item 1: x", {"action item"}, Label("Action item", "1", "x")),
        ("Action Item 1: x", {"action item"}, Label("Action Item", "1", "x")),
        ("Release notes 1: x", {"action item"}, None),
        ("Release notes 1: x", None, Label("Release notes", "1", "x")),
        ("The one and only step 1: x", None, None),
        ("Code & Build 1", None, None),
    ],
)
def test_several_words(heading: str, phrases: set[str] | None, expected: Label | None) -> None:
    assert label(heading, phrases) == expected
