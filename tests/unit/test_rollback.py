"""Tests of the rule that a rollback step names each phase, or that the phase says why none does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_deploy_plugin.template import Template, TemplateError, builtin_template, load_template
from tests.unit.samples import GOOD, check, place_of, replaced
from tests.unit.test_whole import TEXT, edited, rules, team, whole

NAMED = "Step R.1 rolls it back."
RULE = "phase-without-rollback"
ROLLBACK_STEP = "#### Step R.1: Go back\n"
BARE = replaced(GOOD, NAMED, "It is quick.")
MARK = '(rollback required unless "Nothing to undo" or "Cannot be undone")'


def test_the_finding_says_both_ways() -> None:
    (found,) = whole(BARE)
    assert (found.rule, found.span.line) == (RULE, 118)
    assert found.message == "No rollback step names Phase 2"
    assert found.help == (
        'Name Phase 2 in a step below "Rollback Procedure", or write "Nothing to undo: …" or '
        '"Cannot be undone: …" below this heading, with the reason.'
    )
    assert found.reason == (
        "required because status is Approved. "
        "A rollback step names each phase, or the phase says why it is not rolled back."
    )
    assert found.related is not None
    assert found.related.span.line == 132


@pytest.mark.parametrize(
    "text",
    [
        "Rolls back Phase 2.",
        "Undoes phase 2.",
        "Undoes Step 2.1.",
        "Undoes **Step\u00a02.1**.",
        "Undoes Step\n2.1.",
        "Undoes Phases 1 to 3.",
        "Undoes Phase 1–3.",
        "Undoes Phases 1, 2 and 3.",
        "Undoes Phase 1 and Phase 2.",
        "Undoes Step 1.1 and Phase 2.",
        "Undoes Step 2.1 of deploy-shop-001-checkout.",
        "Undoes Step 2.1 of `deploy-shop-001-checkout`.",
        "- [ ] Phase 2 is undone",
        "| Undone |\n|---|\n| Phase 2 |",
        "##### Phase and more\nUndoes Phase 2.",
        "```bash\nls    # undoes Step 2.1\n```",
    ],
)
def test_a_rollback_step_names_the_phase(text: str) -> None:
    assert rules(edited((ROLLBACK_STEP, f"{ROLLBACK_STEP}{text}\n"), text=BARE)) == []


@pytest.mark.parametrize("title", ["Go back (rolls back Phase 2)", "Undo Step 2.1", "Revert Phases 1-2"])
def test_the_heading_of_a_rollback_step_names_the_phase(title: str) -> None:
    assert rules(edited((ROLLBACK_STEP, f"#### Step R.1: {title}\n"), text=BARE)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Undoes Phase 1.",
        "Undoes Phase 20.",
        "Undoes Step 2.10.",
        "Undoes Step 2.1.1.",
        "Undoes Phase 1 to 1.",
        "Undoes Phase-2.",
        "Undoes step-2.1.",
        "Undoes Step 2.1 of deploy-shop-002-cart.",
        "Undoes Step 2.1 of `deploy-shop-002-cart`.",
        "<!-- Undoes Phase 2. -->",
    ],
)
def test_other_words_do_not_name_the_phase(text: str) -> None:
    assert rules(edited((ROLLBACK_STEP, f"{ROLLBACK_STEP}{text}\n"), text=BARE)) == [RULE]


def test_what_stands_beside_the_steps_does_not_count() -> None:
    text = edited(
        ("### Rollback Procedure\n", "### Rollback Procedure\nAfter Phase 2 it is slow.\n"), text=BARE
    )
    assert rules(text) == [RULE]
    assert rules(edited(("More than 1% errors", "After Phase 2: more than 1% errors"), text=BARE)) == [RULE]


@pytest.mark.parametrize(
    "text", ["Else Step R.2.", "- [ ] Good, or Step R.1", "##### Then\nSteps R.1 and R.2."]
)
def test_the_phase_names_a_rollback_step(text: str) -> None:
    assert rules(edited(("It is quick.", text), text=BARE)) == []


@pytest.mark.parametrize(
    "text",
    [
        "It cannot be undone: the messages are sent.",
        "nothing to undo: nobody asks the new zone.",
        "**Nothing to undo:** nobody asks the new zone.",
        "**Cannot be undone**: the messages are sent.",
        "It cannot be\nundone:\nthe messages are sent.",
        "> [!CAUTION]\n> It cannot be undone:\n> the messages are sent.",
        "- [ ] Cannot be undone: 4.0 has another format",
        "Nothing to undo. Indeed nothing to undo: it only looks.",
    ],
)
def test_a_phase_says_why_no_step_names_it(text: str) -> None:
    assert rules(edited(("It is quick.", text), text=BARE)) == []
    assert rules(edited(("### Phase 2: Deployment\n", f"### Phase 2: Deployment\n{text}\n"), text=BARE)) == []


@pytest.mark.parametrize(
    "text",
    [
        "It cannot be undone.",
        "It cannot be undone.\n\nThe messages are sent.",
        "- It cannot be undone.\n- The messages are sent: all of them.",
    ],
)
def test_the_phrase_alone_is_not_enough(text: str) -> None:
    (found,) = whole(edited(("It is quick.\n", f"{text}\n\n"), text=BARE))
    assert (found.rule, found.message) == (RULE, 'Phase 2 says "cannot be undone" without a reason')


@pytest.mark.parametrize(
    "text",
    [
        "It can be undone: the messages wait.",
        "There is nothing to undone: at all.",
        "Knownothing to undo: it is a word.",
        "<!-- It cannot be undone: the messages are sent. -->",
        "```text\nIt cannot be undone: the messages are sent.\n```",
    ],
)
def test_other_words_are_not_the_phrase(text: str) -> None:
    (found,) = whole(edited(("It is quick.", text), text=BARE))
    assert found.message == "No rollback step names Phase 2"


def test_the_reason_of_another_phase_does_not_count() -> None:
    text = edited(
        ("#### Step 1.2: Save\n", "#### Step 1.2: Save\nIt cannot be undone: it is so.\n"), text=BARE
    )
    assert rules(text) == [RULE]


@pytest.mark.parametrize(
    ("status", "found"), [("Draft", []), ("In Review", [RULE]), ("Retired", [RULE]), ("x", [])]
)
def test_nothing_is_asked_of_a_draft(status: str, found: list[str]) -> None:
    assert rules(edited(("status: Approved", f"status: {status}"), text=BARE)) == found


def test_without_rollback_steps_that_is_the_finding() -> None:
    start, end = BARE.index("#### Step R.1"), BARE.index("### Post-Rollback")
    text = edited(("The rollback is Step R.1.", "It is small."), text=BARE[:start] + BARE[end:])
    assert [one.rule for one in check(text)] == ["missing-step"]
    text = edited(("### Rollback Procedure", "### Rollback Procedures"), text=BARE)
    assert [one.rule for one in check(text)] == ["missing-section"]


# Any phases, with any commands


TITLES = st.text(st.characters(categories=["L"]), min_size=1, max_size=12)
LANGUAGES = st.sampled_from(["", "bash", "sql", "powershell", "python", "kotlin"])
COMMANDS = st.lists(
    st.tuples(
        LANGUAGES, st.text(st.characters(codec="utf-8", exclude_characters="`~", exclude_categories=["C"]))
    )
)
WAYS = {
    "named": ("", "Rolls back Phase {}."),
    "step named": ("", "Rolls back Step {}.1."),
    "names": ("Then Step R.1.", ""),
    "nothing": ("Nothing to undo: it only looks.", ""),
    "never": ("This cannot be undone: it is gone.", ""),
    "forgotten": ("", ""),
}


def procedure(phases: list[tuple[str, str, list[tuple[str, str]]]]) -> str:
    """Return the good procedure with other phases, and with a rollback step that names those to be named."""
    start, middle = GOOD.index("### Phase 1"), GOOD.index("## Rollback Plan")
    text = GOOD[:start]
    named = ""
    for number, (way, title, commands) in enumerate(phases, 1):
        below, in_rollback = WAYS[way]
        text += f"### Phase {number}: {title}\n{below}\n\n#### Step {number}.1: {title}\n- [ ] Done\n\n"
        text += "".join(f"~~~{language}\n{lines}\n~~~\n\n" for language, lines in commands)
        named += f"{in_rollback.format(number)}\n"
    return text + replaced(GOOD[middle:], ROLLBACK_STEP, f"{ROLLBACK_STEP}{named}\n")


@given(st.lists(st.tuples(st.sampled_from(list(WAYS)), TITLES, COMMANDS), min_size=1, max_size=5))
def test_titles_and_commands_change_nothing(phases: list[tuple[str, str, list[tuple[str, str]]]]) -> None:
    found = [(one.rule, one.message) for one in whole(procedure(phases)) if one.rule == RULE]
    assert found == [
        (RULE, f"No rollback step names Phase {number}")
        for number, (way, _, _) in enumerate(phases, 1)
        if way == "forgotten"
    ]


# The marks of the template


def rules_of(template: Template) -> list:  # type: ignore[type-arg]
    """Return all section rules of a template."""
    found, waiting = [], list(template.sections)
    while waiting:
        rule = waiting.pop()
        found.append(rule)
        waiting += rule.sections
    return found


def test_a_template_without_the_mark_asks_for_nothing() -> None:
    assert rules(BARE, team((MARK, ""))) == []


def test_the_built_in_template_has_the_marks_and_does_not_show_them() -> None:
    found = [
        rule for rule in rules_of(builtin_template()) if rule.rollback or rule.rollback_unless is not None
    ]
    assert {(rule.heading, rule.rollback, rule.rollback_unless) for rule in found} == {
        ("Phase 1", False, ("Nothing to undo", "Cannot be undone")),
        ("Rollback Procedure", True, None),
        ("Post-Rollback Actions", True, None),
    }
    assert all(rule.description and "(" not in rule.description for rule in found)


def test_a_template_that_knows_no_exemption() -> None:
    template = team((MARK, "(rollback required)"))
    first, second = whole(BARE, template)
    assert (first.message, second.message) == tuple(f"No rollback step names Phase {n}" for n in (1, 2))
    assert second.help == 'Name Phase 2 in a step below "Rollback Procedure".'


@pytest.mark.parametrize("phrases", ['"Nothing to undo:" or "None: …"', '"none" or " Nothing  to undo"'])
def test_a_phrase_may_show_its_colon(phrases: str) -> None:
    assert rules(GOOD, team((MARK, f"(rollback required unless {phrases})"))) == []


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("Nichts zurückzunehmen", "Nichts zurückzunehmen: liest nur."),
        ("ничего откатывать", "Здесь Ничего  откатывать: только чтение."),
        ("元に戻せない", "この作業は元に戻せない：列を削除する。"),
    ],
)
def test_a_team_has_its_own_words(phrase: str, said: str) -> None:
    def reworded(text: str) -> str:
        text = text.replace("### Phase ", "### Welle ").replace("#### Step R.", "#### Back Z.")
        return text.replace("### Rollback Procedure", "### Rückweg").replace("Step R.1", "Back Z.1")

    template = load_template(
        "team.md", replaced(reworded(TEXT), MARK, f'(rollback required unless "{phrase}")').encode()
    )
    good = replaced(reworded(GOOD), "Nothing to undo: the service stays as it is.", said)
    assert rules(good, template) == []
    (found,) = whole(replaced(good, said, "Nothing to undo: it only looks."), template)
    assert found.message == "No rollback step names Welle 1"
    assert found.help == (
        f'Name Welle 1 in a step below "Rückweg", or write "{phrase}: …" below this heading, with the reason.'
    )
    (found,) = whole(replaced(good, said, f"{phrase}."), template)
    assert found.message == f'Welle 1 says "{phrase}" without a reason'
    text = replaced(good, said, "").replace("Z.1: Go back", "Z.1: Undo Welle 1 and Welle 2")
    assert rules(text, template) == []


FORM = '(rollback required unless "…" or "…")'
PHASE, SECOND = "### Phase 1: Pre-Deployment Setup", "### Phase 2: Deployment Execution"
PROCEDURE, CRITERIA = "### Rollback Procedure", "### Rollback Decision Criteria"


@pytest.mark.parametrize(
    ("old", "new", "heading", "meant"),
    [
        (MARK, "(rollback required unless Nothing to undo)", PHASE, FORM),
        (MARK, '(rollback required unless "" or "x")', PHASE, FORM),
        (MARK, '(rollback required unless "a" and "b")', PHASE, FORM),
        (MARK, '(rollback required unless "none (yet)")', PHASE, FORM),
        (MARK, '(Rollback reqired unless "none")', PHASE, FORM),
        (MARK, "(rollback required from In Review)", PHASE, FORM),
        ("(rollback) -->\n\n####", "(rolback) -->\n\n####", PROCEDURE, "(rollback)"),
        ("(decision criteria)", "(desision criteria)", CRITERIA, "(decision criteria)"),
    ],
)
def test_a_misspelt_mark_is_an_error(old: str, new: str, heading: str, meant: str) -> None:
    with pytest.raises(TemplateError) as error:
        team((old, new))
    line, column = place_of(TEXT.replace(old, new), new)
    mark = new.split(" -->")[0]
    assert heading in TEXT.split("\n")[line - 3 : line]
    *others, found = error.value.findings
    assert (found.span[:2], found.message) == ((line, column), f"{mark} is not a mark")
    assert found.help == f"Did you mean {meant}?"
    # Without a rollback section, its phases cannot require one.
    assert len(others) == (mark == "(rolback)")


@pytest.mark.parametrize(
    "heading",
    [
        "# [Feature Name] Deployment Procedure",
        "### Scope",
        SECOND,
        "#### Step 1.1: Environment Preparation",
        PROCEDURE,
        "#### Step R.1: Initiate Rollback",
    ],
)
def test_the_mark_of_phases_below_another_heading_is_an_error(heading: str) -> None:
    name, line = heading.lstrip("# "), TEXT.split("\n").index(heading) + 2
    for edits in ([], [(MARK, "")]):
        with pytest.raises(TemplateError) as error:
            team(*edits, (f"{heading}\n", f"{heading}\n<!-- Why. {MARK} -->\n"))
        assert str(error.value) == (
            f'team.md:{line}:11: (rollback required …) belongs below the first phase, not below "{name}"'
        )


def test_the_mark_of_phases_needs_rollback_steps() -> None:
    with pytest.raises(TemplateError) as error:
        team(("rolls back. (rollback)", "rolls back."))
    line, column = place_of(TEXT, MARK)
    assert str(error.value) == (
        f"team.md:{line}:{column}: (rollback required …) needs a section with numbered steps"
        " that is marked (rollback)"
    )


def test_other_parentheses_are_prose() -> None:
    template = team(("why now. (text", "why now (in short). See the plan (rolled out). (text"))
    assert rules(GOOD, template) == []
    assert "(in short). See the plan (rolled out)." in {rule.description[-38:] for rule in rules_of(template)}
