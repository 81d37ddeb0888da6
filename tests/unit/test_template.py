"""Tests of `template`: nothing of the owners' template is lost, and its edits change what is asked for."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from mkdocs_deploy_plugin.authoring.scaffolding import ScaffoldingError, scaffold
from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.template import (
    Field,
    FieldKind,
    Template,
    TemplateError,
    builtin_template,
    load_template,
)
from mkdocs_deploy_plugin.template.fields import KEBAB, is_placeholder, pattern_of, read_comment
from mkdocs_deploy_plugin.template.schema import front_matter_schema
from tests.unit.samples import FIXTURES, GOOD, GOOD_ID, check, outline_of, replaced

SEED = (FIXTURES / "seed.md").read_text(encoding="utf-8")
TEXT = builtin_template().text


def field(key: str) -> Field:
    """Return a field of the built-in template."""
    found = builtin_template().field(key)
    assert found is not None
    return found


def cells(row: str) -> list[str]:
    """Return the cells of a table's row without their marks."""
    return [cell.strip().strip("*`") for cell in row.strip("|").split("|")]


SEED_LINES = SEED.split("\n")
TABLE_LINES = [line for line in SEED_LINES if line.startswith("|")]
RISK_LINES = ["**Risk Level:** [Low/Medium/High]", "**Risk Factors:**"]


def test_the_built_in_template_has_no_mistakes() -> None:
    """No command looks for them, because each would do so at every start."""
    assert load_template(builtin_template().path, TEXT.encode()).sections == builtin_template().sections


def test_every_line_of_the_seed_but_its_data_stands_in_the_template() -> None:
    body = Counter(TEXT.split("\n"))
    seed = Counter(line for line in SEED_LINES if line and line not in TABLE_LINES + RISK_LINES)
    seed["-"] -= 2  # the risk factors
    assert seed - body == Counter()


def test_the_headings_of_the_seed_stand_in_the_template_in_their_order() -> None:
    def headings(text: str) -> list[tuple[int, str]]:
        sections = outline_of(text).sections()
        # The seed's "-" below "**Risk Factors:**" makes a heading of it, on GitHub as well.
        return [(one.level, one.heading) for one in sections if one.heading != "Risk Factors:"]

    assert headings(TEXT.split("\n---\n", 1)[1]) == headings(SEED)


def test_the_task_items_and_commands_of_the_seed_stand_below_the_same_headings() -> None:
    def content(text: str) -> dict[str, tuple[list[str], list[str]]]:
        return {
            section.heading: ([item.text for item in section.items], [c.text for c in section.commands])
            for section in outline_of(text).sections()
            if section.heading != "Risk Factors:"
        }

    assert content(TEXT.split("\n---\n", 1)[1]) == content(SEED)


def test_the_metadata_of_the_seed_are_fields() -> None:
    rows = dict(cells(row) for row in TABLE_LINES[2 : TABLE_LINES.index("| Role | Name | Signature |")])
    by_label = {one.label: one for one in builtin_template().fields}
    assert rows.keys() <= by_label.keys()
    for label, value in rows.items():
        found = by_label[label]
        known = [found.example, found.value, *found.choices]
        known += [inner.example for shape in found.fields for inner in shape.fields]
        assert value in known, label


def test_the_risk_of_the_seed_is_a_field() -> None:
    level, factors = field("risk").fields
    assert RISK_LINES[0] == f"**{level.label}:** {level.example}"
    assert RISK_LINES[1] == f"**{factors.label}:**"
    assert (level.choices, factors.kind) == (("Low", "Medium", "High"), FieldKind.LIST)


@pytest.mark.parametrize(
    ("key", "directive", "header"),
    [
        ("sign_off", "sign-off", "| Role | Name | Signature |"),
        ("environments", "environments", "| Environment | URL/Endpoint | Version |"),
        ("contacts", "contacts", "| Role | Name | Contact |"),
    ],
)
def test_the_tables_of_the_seed_are_lists(key: str, directive: str, header: str) -> None:
    end = SEED_LINES.index("", SEED_LINES.index(header))
    rows = [cells(line)[0] for line in SEED_LINES[SEED_LINES.index(header) + 2 : end]]
    found = field(key)
    assert [column.label for column in found.columns] == cells(header)
    assert isinstance(found.value, list)
    assert [row[found.columns[0].key] for row in found.value if isinstance(row, dict)] == rows
    assert directive in builtin_template().generated


def test_what_the_fields_are() -> None:
    kinds = {one.key: (one.kind, one.optional, one.required_from) for one in builtin_template().fields}
    assert kinds == {
        "document_type": (FieldKind.FIXED, True, ""),
        "id": (FieldKind.PATTERN, False, ""),
        "title": (FieldKind.TEXT, False, ""),
        "status": (FieldKind.CHOICE, False, ""),
        "version": (FieldKind.VERSION, False, ""),
        "author": (FieldKind.TEXT, False, ""),
        "approver": (FieldKind.TEXT, False, "In Review"),
        "related_specs": (FieldKind.LIST, True, ""),
        "depends_on": (FieldKind.LIST, True, ""),
        "supersedes": (FieldKind.LIST, True, ""),
        "reviewed": (FieldKind.DATE, False, "Approved"),
        "risk": (FieldKind.OBJECT, False, ""),
        "parameters": (FieldKind.MAP, True, ""),
        "environments": (FieldKind.LIST, True, ""),
        "contacts": (FieldKind.LIST, True, ""),
        "sign_off": (FieldKind.LIST, True, ""),
    }
    assert builtin_template().statuses == ("Draft", "In Review", "Approved", "Retired")
    assert builtin_template().statuses_from("Approved") == ("Approved", "Retired")
    assert field("sign_off").every_row
    assert all(one.description for one in builtin_template().fields)


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ("deploy-[project]-[nnn]-[feature-name]", ["deploy-a-001-b", "deploy-a1-0001-b-c"],
         ["deploy-a-01-b", "deploy-a-001", "deploy-A-001-b", "deploy--001-b", "xdeploy-a-001-b",
          "deploy-a-001-b-"]),
        ("RB.[nn]", ["RB.01", "RB.123"], ["RBx01", "RB.1"]),
        ("[team]/[n]", ["a-b/1", "a/22"], ["a", "/1"]),
    ],
)  # fmt: skip
def test_pattern_of(text: str, good: list[str], bad: list[str]) -> None:
    pattern = re.compile(pattern_of(text))
    assert [word for word in good if not pattern.fullmatch(word)] == []
    assert [word for word in bad if pattern.fullmatch(word)] == []


def test_kebab_is_bounded() -> None:
    assert re.fullmatch(KEBAB, "a" * 40)
    assert not re.fullmatch(KEBAB, "a" * 41)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a b]", True),
        ("[v[0-9]+]", True),
        ("[a]-[b]", False),
        ("[a][b]", False),
        ("a [b]", False),
        ("", False),
    ],
)
def test_is_placeholder(text: str, expected: bool) -> None:
    assert is_placeholder(text) is expected


def test_read_comment() -> None:
    comment = read_comment(
        "Sign-off: who\n signs (by hand): name. (optional) (required from In  Review) (every row)"
    )
    assert (comment.label, comment.description) == ("Sign-off", "who signs (by hand): name.")
    assert comment.marks == ("optional", "required from In Review", "every row")
    assert comment.after("required from ") == "In Review"
    assert read_comment("Numbers: read off. (text required from Draft)", labelled=False).description == (
        "Numbers: read off."
    )


def edited(*edits: tuple[str, str]) -> Template:
    """Return the built-in template with some edits in its text."""
    text = TEXT
    for old, new in edits:
        text = replaced(text, old, new)
    return load_template("team.md", text.encode())


def findings(template: Template, text: str = GOOD) -> list[tuple[str, int, str]]:
    """Return rule, line and message of what is wrong with a procedure."""
    return [(one.rule, one.span.line, one.message) for one in check(text, template)]


def only(template: Template, text: str = GOOD) -> Diagnostic:
    """Return the one finding of a procedure."""
    (found,) = check(text, template)
    return found


def test_a_new_required_field() -> None:
    template = edited(("# Author:", '# Cost Centre: who pays for it.\ncost_centre: "[CC-1234]"\n\n# Author:'))
    found = only(template)
    assert (found.rule, found.span.line) == ("missing-field", 6)
    assert found.message == 'The field "cost_centre" is missing'
    assert found.reason == "Cost Centre: who pays for it."
    schema = front_matter_schema(template)
    assert "cost_centre" in schema["required"]
    assert schema["properties"]["cost_centre"] == {
        "title": "Cost Centre",
        "description": "who pays for it.",
        "type": "string",
        "minLength": 1,
    }
    filled = schema["allOf"][0]["then"]["properties"]["cost_centre"]
    assert filled == {"not": {"anyOf": [{"$ref": "#/$defs/stand-in"}, {"const": "[CC-1234]"}]}}
    assert findings(template, replaced(GOOD, "author:", "cost_centre: CC-1\nauthor:")) == []
    assert findings(template, replaced(GOOD, "author:", 'cost_centre: "[CC-1234]"\nauthor:')) == [
        ("placeholder-value", 6, '"cost_centre" still has the template\'s placeholder')
    ]


def test_a_new_field_with_the_comment_beside_it() -> None:
    template = edited(
        ("version: 1.0.0", 'version: 1.0.0\nticket: "[OPS-1]" # Ticket: where it is. (optional)')
    )
    found = template.field("ticket")
    assert found is not None
    assert (found.label, found.description, found.optional) == ("Ticket", "where it is.", True)
    assert findings(template) == []


def test_a_new_choice() -> None:
    template = edited(("[Low/Medium/High]", "[Low/Medium/High/Critical]"))
    assert findings(template, replaced(GOOD, "level: Medium", "level: Critical")) == []
    found = only(template, replaced(GOOD, "level: Medium", "level: None"))
    assert (found.rule, found.help) == ("invalid-choice", "Write Low, Medium, High or Critical.")


NUMBERS = """# Retries: how often. (optional)
retries: 3
# Severity: how bad. (optional)
severity: "[1-5]"
# Load: the share. (optional)
load: "[0.5-2.5]"
# Factor: any. (optional)
factor: 0.5
# Regions: where. (optional) (choice)
regions:
  - "[eu/us/asia]"
# Days: when. (optional)
days:
  - "[Mon/Tue]"  # (choice)

# Author:"""


@pytest.mark.parametrize(
    ("line", "message", "fix"),
    [
        ("retries: 0", "", ""),
        ("retries: 2.5", '"retries" must be a whole number, not a number: 2.5', ""),
        ("severity: 1", "", ""),
        ("severity: 5", "", ""),
        ("severity: 6", '"severity" must be a whole number from 1 to 5, not 6', ""),
        ("severity: 0", '"severity" must be a whole number from 1 to 5, not 0', ""),
        ("severity: 2.5", '"severity" must be a whole number from 1 to 5, not a number: 2.5', ""),
        ("severity: '4'", '"severity" must be a whole number from 1 to 5, not text: "4"', "severity: 4"),
        ("severity: '9'", '"severity" must be a whole number from 1 to 5, not text: "9"', ""),
        ("severity: true", '"severity" must be a whole number from 1 to 5, not true or false: true', ""),
        ("severity: '[1-5]'", '"severity" still has the template\'s placeholder', ""),
        ("severity:", '"severity" has no value', ""),
        ("load: 0.75", "", ""),
        ("load: 3", '"load" must be a number from 0.5 to 2.5, not 3', ""),
        ("factor: 7.5", "", ""),
        ("regions: [eu, asia]", "", ""),
        ("regions: [eu, mars]", 'Entry 2 of "regions" cannot be "mars"', ""),
        ("regions: [EU]", 'Entry 1 of "regions" cannot be "EU"', "regions: [eu]"),
        ("days: [Tue]", "", ""),
        ("days: [Sun]", 'Entry 1 of "days" cannot be "Sun"', ""),
    ],
)  # fmt: skip
def test_numbers_and_lists_of_choices(line: str, message: str, fix: str) -> None:
    text = replaced(GOOD, "author:", f"{line}\nauthor:")
    found = check(text, edited(("# Author:", NUMBERS)))
    assert [(one.message, one.span.line) for one in found] == ([(message, 6)] if message else [])
    fixes = [edit.text for one in found if one.fix for edit in one.fix.edits]
    assert fixes == ([re.split(r": \[?", fix)[1].rstrip("]")] if fix else [])


def test_a_new_procedure_with_a_number_that_has_bounds() -> None:
    template = edited(("# Author:", '# Severity: how bad.\nseverity: "[1-5]"\n\n# Author:'))
    text = scaffold(template, "deploy-a-001-b", "B", "Kim").text
    assert "severity: 1  # TODO: [1-5]\n" in text
    assert [rule for rule, *_ in findings(template, text)] == ["id-file-name"]  # the sample's name
    assert "severity: 4\n" in scaffold(template, "deploy-a-001-b", "B", "Kim", {"severity": "4"}).text
    with pytest.raises(ScaffoldingError, match="Write a whole number from 1 to 5"):
        scaffold(template, "deploy-a-001-b", "B", "Kim", {"severity": "6"})


def test_a_new_status() -> None:
    template = edited(("[Draft/In Review/Approved/Retired]", "[Draft/In Review/Rehearsed/Approved/Retired]"))
    text = replaced(GOOD, "status: Approved", "status: Rehearsed").replace("reviewed: 2026-10-01\n", "")
    assert findings(template, text) == []
    assert findings(template, text.replace("approver: Sam Lee\n", "")) == [
        ("missing-field", 7, 'The field "approver" is missing')
    ]


def test_a_new_section() -> None:
    template = edited(("## Rollback Plan", "### Data Check\n<!-- What to count. -->\n\n## Rollback Plan"))
    found = only(template)
    assert (found.rule, found.message) == ("missing-section", 'The section "Data Check" is missing')
    assert (found.help, found.reason) == ('Add ### Data Check below "Deployment Steps".', "What to count.")
    assert findings(template, replaced(GOOD, "## Rollback Plan", "### Data Check\n\n## Rollback Plan")) == []


def test_a_new_optional_section() -> None:
    template = edited(("## Appendix", "## Data Check (if needed)\n- [ ] Rows counted\n\n## Appendix"))
    assert findings(template) == []
    text = replaced(GOOD, "## Appendix", "## Data Check\n\n## Appendix")
    assert [rule for rule, *_ in findings(template, text)] == ["missing-check"]


def test_a_new_sign_off_role() -> None:
    template = edited(("  - role: Operations\n", "  - role: Operations\n  - role: Security\n"))
    found = only(template)
    assert (found.rule, found.message) == ("missing-row", '"sign_off" has no row with the role "Security"')
    text = replaced(GOOD, "- {role: Operations}", "- {role: Operations}\n  - {role: Security}")
    assert findings(template, text.replace("Kim Ito}, ", "Kim Ito}, {role: Security}, ")) == []


def test_a_removed_sign_off_role() -> None:
    template = edited(("  - role: Operations\n", ""))
    assert findings(template, replaced(GOOD, "  - {role: Operations}\n", "")) == []


def test_a_removed_section() -> None:
    template = edited(("### Rollback Decision Criteria\n", ""), ("### Scope\n", ""))
    text = replaced(GOOD, "### Rollback Decision Criteria\n", "").replace("### Scope\n", "")
    assert findings(template, text) == []
    assert [rule for rule, *_ in findings(builtin_template(), text)] == ["missing-section"] * 2


def test_a_removed_field_is_unknown() -> None:
    start, end = TEXT.index("# Supersedes:"), TEXT.index("# Last Review:")
    template = edited((TEXT[start:end], ""))
    assert findings(template, replaced(GOOD, "depends_on: []", "supersedes: []")) == [
        ("unknown-field", 11, 'Unknown field "supersedes"')
    ]


def test_a_new_baseline_check() -> None:
    template = edited(("- [ ] Stakeholder sign-off", "- [ ] Stakeholder sign-off\n- [ ] Legal review (GDPR)"))
    found = only(template)
    assert found.message == 'The check "Legal review (GDPR)" is missing under "Required Approvals"'
    for item in (
        "- [ ] Legal review",
        "- [ ] Legal review (GDPR): #4",
        "- [ ] ~~Legal review~~ n/a: no data",
    ):
        assert (
            findings(
                template, replaced(GOOD, "- [ ] Stakeholder sign-off", f"- [ ] Stakeholder sign-off\n{item}")
            )
            == []
        )


def test_steps_without_checks() -> None:
    template = edited(
        ("**Verification:**\n- [ ] Current version identified\n- [ ] Backups completed successfully\n", "")
    )
    assert findings(template, replaced(GOOD, "- [ ] Pods are there\n", "")) == []


def test_other_words_for_phases_and_steps() -> None:
    def reworded(text: str) -> str:
        return text.replace("### Phase ", "### Wave ").replace("#### Step ", "#### Task ")

    template = load_template("team.md", reworded(TEXT).encode())
    good = reworded(GOOD).replace("Step R.1", "Task R.1")
    assert findings(template, good) == []
    assert findings(template, good.replace("Task 1.2", "Task 1.3"))[0][2] == "Task 1.3 follows Task 1.1"
    assert findings(template, good.replace("None.", "See Wave 7."))[0][0] == "unknown-step"


def test_other_ids() -> None:
    template = load_template(
        "team.md", TEXT.replace("deploy-[project]-[nnn]-[feature-name]", "rb-[nn]").encode()
    )
    (first, *_) = check(GOOD, template)
    assert (first.rule, first.help) == ("invalid-value", "Write it as rb-[nn], in lowercase.")
    assert template.syntax.find("see rb-01")[0].target == "rb-01"


STATUS = "# Status: x (choice)\nstatus: '[A/B]'\n"
NAMED = '(every row) needs a value for "name", the first column, in each row'


def with_rows(rows: str) -> str:
    """Return a template with a list that is marked `(every row)`."""
    return f"---\nid: d-[nnn]\n{STATUS}# Readers: r. (every row)\nreaders: {rows}\n---\n# T\n"


def test_marks_that_lists_need() -> None:
    assert replace(field("sign_off"), every_row=False) != field("sign_off")
    template = edited(("keep these. (optional) (every row)", "keep these. (optional)"))
    assert findings(template, replaced(GOOD, "  - {role: Operations}\n", "")) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# Title\n", "The file does not begin with front matter"),
        ("---\nid: a: b\n---\n", "team.md:2:6: The colon in the value"),
        ("---\n---\n# T\n", "neither fields nor sections"),
        (
            "---\nid: d-[nnn]\n# A: b. (required from Draft)\na: x\n---\n## T\n",
            'names the status "Draft", but there is no',
        ),
        (
            "---\n# ID: i. (from: first heading)\nid: x\n---\n## T\n",
            "team.md:3:1: (from: first heading) is not a mark",
        ),
        (
            "---\n# A: i. (from: file name)\na: x\n---\n## T\n",
            "team.md:3:1: (from: file name) is for the fields id and title",
        ),
        ("---\nid: d-[nnn]\nstatus: Draft\n---\n# T\n", "The status of a template must be a choice"),
        ("---\nid: d-[nnn]\nid: x\n---\n# T\n", 'The key "id" is defined twice'),
        (
            "---\nid: d-[nnn]\n# Status: x (choice)\nstatus: '[A/B]'\n---\n## A\n### B\n### b\n",
            'The template has the section "b" twice',
        ),
        ("---\nid: d-[nnn]\n---\n```\n", "has no closing fence"),
        (f"---\nid: {{'[k]': [1]}}\n{STATUS}---\n", "The id of a template must be text"),
        (f"---\nid: [a]\n{STATUS}---\n", "The id of a template must be text"),
        (
            f"---\nid: d-[nnn]\n{STATUS}# N: n.\nn: '[5-1]'\n---\n",
            "team.md:6:4: [5-1] begins with the greater number",
        ),
        (with_rows("[x]"), "team.md:6:1: (every row) is for a list of rows"),
        (with_rows("[]"), "team.md:6:1: (every row) is for a list of rows"),
        (with_rows('\n  - name: "[Name]"\n    mail: "[mail]"'), f"team.md:6:1: {NAMED}"),
        (with_rows('\n  - name: "[Name]"\n    mail: a'), f"team.md:6:1: {NAMED}"),
        (with_rows("\n  - name: A\n  - {mail: b}"), f"team.md:6:1: {NAMED}"),
        (
            with_rows('\n  inner:\n    # I: i. (every row)\n    rows: [{a: "[b]", c: d}]'),
            "team.md:9:5: (every row)",
        ),
    ],
)
def test_templates_that_cannot_be_used(text: str, words: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(words)):
        load_template("team.md", text.encode())


def test_the_smallest_template() -> None:
    text = (
        "---\nid: d-[nnn]\n# Status: where it stands. (choice)\nstatus: '[Draft/Done]'\n---\n## A\n- [ ] b\n"
    )
    template = load_template("team.md", text.encode())
    good = "---\nid: d-001\nstatus: Done\n---\n## A\n- [ ] b\n"
    assert [rule for rule, *_ in findings(template, good)] == ["id-file-name"]
    assert GOOD_ID != "d-001"


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_a_template_may_ask_for_values_alone(end: str) -> None:
    text = f"---\nid: d-[nnn]\n# Status: x (choice)\nstatus: '[A/B]'\n---{end}"
    template = load_template("team.md", text.encode())
    assert ([field.key for field in template.fields], template.sections) == (["id", "status"], ())
