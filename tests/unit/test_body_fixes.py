"""Tests of the fixes for bodies: where the template's text goes, and which numbers move with what."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.settings import Settings
from mkdocs_deploy_plugin.template import SectionRule, builtin_template, load_template
from mkdocs_deploy_plugin.template.definition import CheckRule
from tests.rows import each_row
from tests.unit.samples import GOOD, GOOD_ID, check, read, replaced
from tests.unit.test_fixing import fixed

TEMPLATE = builtin_template()
PATH = f"procedures/{GOOD_ID}.md"


APPROVALS = "- [ ] Code review completed\n- [ ] Deployment lead approval\n- [ ] Stakeholder sign-off"


def fix(text: str) -> str:
    """Fix a procedure."""
    return fixed(text.encode()).contents[PATH].decode()


def fixes(text: str) -> list[str]:
    """Return what would be done to a procedure."""
    return [one.description for one in fixed(text.encode()).applied]


def rules_of(rules: tuple[SectionRule, ...]) -> Iterator[SectionRule]:
    for rule in rules:
        if rule.kind is None:
            yield rule
            yield from rules_of(rule.sections)


REQUIRED = [rule for rule in rules_of(TEMPLATE.sections) if not rule.optional and not rule.generated]
CHECKS = [(rule, one) for rule in REQUIRED for one in rule.checks if not one.optional]


def test_the_source_of_a_section_is_that_of_the_template() -> None:
    overview, purpose = TEMPLATE.sections[1], TEMPLATE.sections[1].sections[0]
    assert TEMPLATE.source(purpose) == [
        "### Purpose",
        "<!-- What changes for whom, and why now. (text required from In Review) -->",
    ]
    lines = TEMPLATE.source(overview)
    assert (lines[0], lines[-1], "### Risk Level" in lines) == ("## Overview", "---", True)
    assert (
        TEMPLATE.source(TEMPLATE.sections[-1])[-1] == "<!-- Anything else worth knowing. May stay empty. -->"
    )


@each_row(("rule", "ending"), product(REQUIRED, ["\n", ""]), ids=lambda row: f"{row[0].heading}, {row[1]!a}")
def test_a_section_taken_out_of_the_template_comes_back_where_it_was(rule: SectionRule, ending: str) -> None:
    whole = TEMPLATE.text.rstrip("\n") + ending
    source = "\n".join(TEMPLATE.source(rule)).removesuffix("\n\n---")
    before, after = whole.split(source)
    if after.startswith("\n\n---\n\n## ") and rule.level == 2:
        text = before + after.removeprefix("\n\n---\n\n")
    else:
        text = before + after.removeprefix("\n\n") if after.strip() else before.rstrip("\n") + ending
    assert fix(text) == whole


@each_row(("rule", "one"), CHECKS, ids=lambda row: f"{row[0].heading}: {row[1].text}")
def test_a_check_taken_out_of_the_template_comes_back_where_it_was(rule: SectionRule, one: CheckRule) -> None:
    line = f"- [ ] {one.text}\n"
    assert fix(replaced(TEMPLATE.text, line, "")) == TEMPLATE.text


def test_all_checks_of_a_section_come_back_in_their_order() -> None:
    for rule in REQUIRED:
        if rule.checks:
            source = "\n".join(TEMPLATE.source(rule)).removesuffix("\n\n---")
            result = fix(replaced(TEMPLATE.text, source, f"### {rule.heading}"))
            # Checks come back; the guidance above them was not missed.
            lines = [line for line in source.split("\n") if not line.startswith("<!--")]
            wanted = [line for line in lines if "(if applicable)" not in line]
            assert result == replaced(TEMPLATE.text, source, "\n".join(wanted))


def test_all_that_is_missing_comes_at_once_and_in_the_order_of_the_template() -> None:
    start, end = GOOD.index("## Pre-Deployment Checklist"), GOOD.index("## Deployment Steps")
    text = GOOD[:start] + GOOD[end:]
    text = replaced(text, "### Purpose\nThe checkout becomes one page.\n\n", "")
    text = text[: text.index("### Scope")] + text[text.index("## Prerequisites") :]
    outcome = fixed(text.encode())
    assert {one.rule for one in outcome.checked.diagnostics} == {"empty-section"}
    assert [one.description for one in outcome.applied] == [
        'Add the sections "Purpose" and "Scope" from the template',
        'Add the section "Pre-Deployment Checklist" from the template',
    ]


def test_an_empty_body_of_a_draft_gets_the_whole_template() -> None:
    head = replaced(GOOD[: GOOD.index("## Overview")], "status: Approved", "status: Draft")
    outcome = fixed(head.encode())
    assert len(outcome.applied) == 1
    assert outcome.checked.diagnostics == []
    text = outcome.contents[PATH].decode()
    assert text.startswith(head.rstrip("\n") + "\n\n## Overview\n\n### Purpose\n<!-- What")


def test_sections_that_bring_more_errors_than_they_remove_are_not_added() -> None:
    head = GOOD[: GOOD.index("## Overview")]
    assert fixes(head) == []
    commands = replaced(GOOD, "### Important Commands Reference\n```bash\nkubectl get pods\n```\n\n", "")
    assert fixes(commands) == []
    assert len(fixes(replaced(commands, "status: Approved", "status: Draft"))) == 1
    assert all(one.fix is None for one in check(head) if one.rule == "missing-section")


def test_a_section_behind_a_rule_that_does_not_close_its_neighbour() -> None:
    draft = replaced(GOOD, "status: Approved", "status: Draft")
    text = replaced(draft, "### Dependencies\nNone.\n\n## Pre", "## Pre")
    ruled = replaced(text, "configured\n\n## Pre", "configured\n\n---\n\n## Pre")
    block = "\n".join(TEMPLATE.source(REQUIRED[7])[:2])
    assert REQUIRED[7].heading == "Dependencies"
    assert f"configured\n\n{block}" in fix(ruled)
    assert "-\n-\n\n---\n\n## Pre" in fix(ruled)


def test_an_underlined_heading_keeps_its_line() -> None:
    text = replaced(GOOD, "### Scope\nThe checkout service, not the cart. The rollback is Step R.1.\n\n", "")
    text = replaced(text, "\n\n## Prerequisites", "\nPrerequisites\n===")
    text = replaced(text, "page.\nPrerequisites\n===", "page.\n\n- a\n***\nPrerequisites\n---")
    result = fix(text)
    assert "- a\n***\n\n### Scope\n" in result
    assert "-->\n\nPrerequisites\n---" in result


def test_dense_files_stay_dense() -> None:
    head, body = GOOD.split("# Checkout", 1)
    dense = head + "# Checkout" + body.replace("\n\n#", "\n#")
    text = replaced(dense, "### Purpose\nThe checkout becomes one page.\n", "")
    assert fix(text) == replaced(
        dense, "### Purpose\nThe checkout becomes one page.\n", "\n".join(TEMPLATE.source(REQUIRED[1])) + "\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        # The style of the neighbours: marker, indentation, blank lines.
        (APPROVALS,
         "*   [x]  Code review completed\n*   [ ]  Stakeholder sign-off",
         "*   [ ]  Code review completed\n*   [ ]  Deployment lead approval\n*   [ ]  Stakeholder sign-off"),
        ("- [ ] Deployment lead approval\n", "  more\n  - nested\n\n    deeper\n",
         "  more\n  - nested\n\n    deeper\n- [ ] Deployment lead approval\n"),
        (APPROVALS,
         "- [ ] Code review completed\n\n- [ ] Stakeholder sign-off",
         "- [ ] Code review completed\n\n- [ ] Deployment lead approval\n\n- [ ] Stakeholder sign-off"),
        (APPROVALS,
         "- a\n  - [ ] Code review completed\n  - [ ] Stakeholder sign-off",
         "- a\n  " + APPROVALS.replace("\n", "\n  ")),
        # Nothing but other items, other text, nothing at all.
        (APPROVALS,
         "+ [ ] Ours",
         APPROVALS.replace("-", "+", 1).replace("\n-", "\n+") + "\n+ [ ] Ours"),
        (APPROVALS, "Text.",
         "Text.\n\n" + APPROVALS),
        (APPROVALS, "<!-- a -->",
         "<!-- a -->\n" + APPROVALS),
    ],
)  # fmt: skip
def test_checks_go_where_their_neighbours_are(old: str, new: str, wanted: str) -> None:
    assert fix(replaced(GOOD, old, new)) == replaced(GOOD, old, wanted)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- [ ] Code review completed\n- [ ] Deployment lead approval\n",
         "- [ ] Code review completed\nby two\n"),
        ("- [ ] Code review completed\n- [ ] Deployment lead approval\n",
         "1. [ ] Code review completed\n"),
        (APPROVALS,
         "> - [ ] Code review completed\n> - [ ] Stakeholder sign-off"),
        ("- [ ] Deployment lead approval\n", "- Deployment lead approval by Sam\n"),
        ("- [ ] Deployment lead approval\n", "- [ ] The deployment lead's approval\n"),
    ],
)  # fmt: skip
def test_checks_that_have_no_safe_place_are_not_added(old: str, new: str) -> None:
    text = replaced(GOOD, old, new)
    assert "missing-check" in {one.rule for one in check(text)}
    assert fix(text) == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("### Scope", "### Scpoe {#scpoe}"),  # kept: the anchor has a name of its own
        ("### Scope\n", "### Scpoe ###\n"),
        ("### Scope\n", "###   Scpoe  \n"),
    ],
)
def test_a_heading_is_renamed_and_keeps_all_else(old: str, new: str) -> None:
    assert fix(replaced(GOOD, old, new)) == replaced(GOOD, old, new.replace("Scpoe", "Scope"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("### Scope", "### Scpo*e*"),
        ("### Scope\n", "Scpoe\n---\n"),
        ("### Communication\n", "### Communications plan\n"),
        ("### Scope\nThe checkout", "### Scpoe\nSee [it](#scpoe). The checkout"),
        ("### Scope\nThe checkout", f"### Scpoe\nSee {GOOD_ID}#scpoe. The checkout"),
    ],
)
def test_a_heading_is_not_renamed_where_it_may_mean_more(old: str, new: str) -> None:
    assert not any(one.startswith("Rename") for one in fixes(replaced(GOOD, old, new)))


def test_a_heading_that_two_sections_may_be_is_not_renamed() -> None:
    text = load_template("t.md", TEMPLATE.text.replace("### Scope\n", "### Purposes\n").encode())
    procedure = replaced(GOOD, "### Purpose\n", "### Purposse\n")
    procedure = procedure[: procedure.index("### Scope")] + procedure[procedure.index("## Prerequisites") :]
    found = check(procedure, text)
    assert [one.fix for one in found if one.rule == "missing-section"] == [None, None]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("### Dependencies\nNone.", "## Dependencies\n\n### More\nNone."),
        ("### Dependencies\nNone.", "#### Dependencies\nNone.\n\n#### More"),
        ("## Pre-Deployment Checklist\n", "## Pre-Deployment Checklist\n\n### A\n\n#### Dependencies\n"),
        ("### Required Approvals\n", "#### Dependencies\nNone.\n\n### Required Approvals\n"),
        ("### Dependencies\nNone.", "Dependencies\n---\nNone."),
    ],
)
def test_a_section_whose_level_is_not_all_that_is_wrong_stays(old: str, new: str) -> None:
    text = GOOD if old.startswith("### Dep") else replaced(GOOD, "### Dependencies\nNone.\n", "")
    (found,) = [one for one in check(replaced(text, old, new)) if one.rule == "missing-section"]
    assert '"Dependencies" is missing' in found.message
    assert found.fix is None


# Numbers.

STEPS = """
### Phase 1: One

#### Step 1.1: A
- [ ] a

#### Step 1.3: C
- [ ] c

### Phase 3: Three

#### Step 3.1: D
- [ ] d
"""
WITH_STEPS = GOOD[: GOOD.index("\n### Phase 1")] + STEPS + GOOD[GOOD.index("\n## Rollback Plan") :]


def with_text(text: str) -> str:
    return replaced(WITH_STEPS, "None.", text)


@each_row(
    ("text", "wanted"),
    [
        ("After Step 1.3, in Phase 3: Step 3.1.", "After Step 1.2, in Phase 2: Step 2.1."),
        ("Step\u00a03.1", "Step\u00a02.1"),
        ("**Step 1.3** and `x` Step R.1.", "**Step 1.2** and `x` Step R.1."),
        (f"`{GOOD_ID}#step-1.3` and {GOOD_ID}#phase-3.", f"`{GOOD_ID}#step-1.2` and {GOOD_ID}#phase-2."),
        (f"Step 3.1 of `{GOOD_ID}`", f"Step 2.1 of `{GOOD_ID}`"),
        (f"[Step 1.3]({GOOD_ID}.md#step-1.3)", f"[Step 1.2]({GOOD_ID}.md#step-1.2)"),
        (f"[x](../procedures/{GOOD_ID}.md#step-3.1/d)", f"[x](../procedures/{GOOD_ID}.md#step-2.1/d)"),
        ("[x](#step-1.3) [y]( <#phase-3>)", "[x](#step-1.2) [y]( <#phase-2>)"),
        ("[x][y]\n\n[y]: #step-1.3", "[x][y]\n\n[y]: #step-1.2"),
        ("Version 1.3 and Footstep 1.3; steps.", "Version 1.3 and Footstep 1.3; steps."),
        ("Only Step 1.1 and Phase 1.", "Only Step 1.1 and Phase 1."),
        ("Ten steps a day, phases I know.", "Ten steps a day, phases I know."),
    ],
)  # fmt: skip
def test_what_refers_to_a_step_moves_with_its_number(text: str, wanted: str) -> None:
    moved = STEPS.replace("1.3", "1.2").replace("3.1", "2.1").replace("Phase 3", "Phase 2")
    assert fix(with_text(text)) == with_text(wanted).replace(STEPS, moved)
    assert len(fixes(with_text(text))) == 1


@each_row(
    "text",
    [
        "`Step 1.3`",
        "```\n# Step 1.3\n```",
        "```\n[x](#step-1.3)\n```",
        "<!-- Step 1.3 -->",
        '<a href="#step-1.3">x</a>',
        "steps 1.1 and 1.3",
        "in step 1.3",
        "Step\n1.3",
        "See Step 1.2.",
        "See #phase-2.",
        "[x](https://x.example/#step-1.3)",
        "Own. {#step-1.3-own}",
        "#### After Step 1.3\nText.",
    ],
)
def test_numbers_stay_where_it_is_not_sure_what_names_them(text: str) -> None:
    assert fix(with_text(text)) == with_text(text)


def test_a_number_that_stands_twice_stays_where_something_names_it() -> None:
    text = replaced(WITH_STEPS, "#### Step 1.3", "#### Step 1.1")
    assert "#### Step 1.2: C" in fix(text)
    named = replaced(text, "None.", "See Step 1.1.")
    assert fix(named) == named


def test_other_procedures_are_no_obstacle_to_what_they_are_not_about() -> None:
    text = with_text("Step 1.3 of `deploy-shop-009-other`, then Step 1.3.")
    assert "Step 1.3 of `deploy-shop-009-other`, then Step 1.2." in fix(text)


def test_numbers_stay_while_a_heading_is_misplaced() -> None:
    text = replaced(WITH_STEPS, "#### Step 3.1", "### Step 3.1")
    assert [one.fix for one in check(text)] == [None] * len(check(text))
    assert len(check(text)) > 1


def test_a_heading_becomes_a_step_and_is_then_numbered() -> None:
    text = replaced(WITH_STEPS, "#### Step 1.3: C", "#### STEP 1.3) C")
    assert "#### Step 1.2: C" in fix(text)


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("#### Step 1.2 - Save", "#### Step 1.2: Save"),
        ("#### step 1.2: Save", "#### Step 1.2: Save"),
        ("####  Step  1.2.  Save  ", "####  Step 1.2: Save  "),
        ("#### Step 1.2 – `Save` **it** ##", "#### Step 1.2: `Save` **it** ##"),
    ],
)
def test_a_label_is_written_as_the_template_does(heading: str, wanted: str) -> None:
    assert fix(replaced(GOOD, "#### Step 1.2: Save", heading)) == replaced(
        GOOD, "#### Step 1.2: Save", wanted
    )


@pytest.mark.parametrize("heading", ["#### Step 2 - Save", "#### Step 1.2nd Save", "#### Step 1.x2: Save"])
def test_a_label_of_another_form_stays(heading: str) -> None:
    text = replaced(GOOD, "#### Step 1.2: Save", heading)
    assert fix(text) == text


def loaded(folder: Path, other: str) -> list[Diagnostic]:
    """Check a procedure with wrong numbers beside another one that refers to it."""
    (folder / "procedures").mkdir(exist_ok=True)
    (folder / PATH).write_text(with_text("None."), encoding="utf-8")
    text = replaced(GOOD.replace(GOOD_ID, "deploy-shop-009-other"), "None.", other)
    (folder / "procedures" / "deploy-shop-009-other.md").write_text(text, encoding="utf-8")
    return [one for one in load_project(Settings(folder)).diagnostics if one.path == PATH]


@pytest.mark.parametrize(
    ("other", "safe"),
    [
        ("None.", True),
        (f"Step 1.1 of {GOOD_ID}, and Step 1.3 of another.", True),
        (f"Step 1.3 of {GOOD_ID}", False),
        (f"[x]({GOOD_ID}.md#step-3.1/d)", False),
        (f"`{GOOD_ID}#phase-3`", False),
        (f"`{GOOD_ID}#phase-2`", False),
    ],
)
def test_numbers_stay_where_another_procedure_names_them(tmp_path: Path, other: str, safe: bool) -> None:
    found = [one for one in loaded(tmp_path, other) if one.rule == "step-number"]
    assert len(found) == 2
    assert [one.fix is not None for one in found] == [safe, False]  # the first fixes both


def test_findings_without_a_place_for_a_fix_are_as_before() -> None:
    assert [one.fix for one in check("---\n---\n")] == [None] * len(check("---\n---\n"))
    assert read(GOOD).diagnostics == ()
