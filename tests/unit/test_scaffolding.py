"""Tests of `scaffolding`: a new procedure has no finding, whatever its template and its title."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mkdocs_deploy_plugin.authoring.scaffolding import (
    ScaffoldingError,
    feature_name,
    names_in_use,
    new_id,
    scaffold,
)
from mkdocs_deploy_plugin.model import Document
from mkdocs_deploy_plugin.template import Template, builtin_template, load_template
from tests.rows import each_row
from tests.unit.samples import GOOD, GOOD_ID, check_all, read, replaced
from tests.unit.test_writing import HOSTILE

TEMPLATE = builtin_template()
ID = "deploy-shop-007-checkout-redesign"


def team(*changes: tuple[str, str]) -> Template:
    """Return a team's template: the built-in one with some replacements."""
    text = TEMPLATE.text
    for old, new in changes:
        text = replaced(text, old, new)
    return load_template("template/team.md", text.encode())


def drafted(template: Template = TEMPLATE, identifier: str = ID, **values: str) -> Document:
    """Return the first draft of a template, in which nothing may be wrong."""
    title, author = values.pop("title", "Checkout redesign"), values.pop("author", "Dana Okafor")
    given_values = {key.replace("__", "."): value for key, value in values.items()}
    made = scaffold(template, identifier, title, author, given_values)
    document = read(made.text, f"procedures/{made.id}.md", template)
    assert [(one.span, one.message) for one in check_all([document], template)] == []
    return document


def front_matter(document: Document) -> dict[str, object]:
    assert document.front_matter is not None
    return dict(document.front_matter.data)


def test_the_draft_of_the_builtin_template() -> None:
    document = drafted()
    assert front_matter(document) == {
        "document_type": "Deployment Procedure (DEPLOY)",
        "id": ID,
        "title": "Checkout redesign",
        "status": "Draft",
        "version": "1.0.0",
        "author": "Dana Okafor",
        "risk": {"level": "High"},
        "environments": [{"name": "Production"}, {"name": "Staging"}],
        "contacts": [
            {"role": role}
            for role in (
                *("Deployment Lead", "On-Call Engineer", "Technical Lead", "DevOps Lead"),
                "Operations",  # who signs off
            )
        ],
        "sign_off": [{"role": role} for role in ("Deployment Lead", "Technical Lead", "Operations")],
    }


def test_all_that_the_template_tells_a_writer_is_there() -> None:
    text = drafted().source.text
    for line in TEMPLATE.text.split("\n"):
        if line.lstrip(" -").startswith(("#", "<!--")) and "[Feature Name]" not in line:
            assert line.lstrip(" -") in text, line
    # What is changed: five values and the heading. What is a comment now can be used by removing "# ".
    text = replaced(text, "DevOps Lead\n  - role: Operations\n", "DevOps Lead\n")  # who signs off
    text = replaced(text, "Phase 1, Phase 2, Phase 3: TODO\n\n", "")  # what is rolled back
    template_lines = TEMPLATE.text.split("\n")
    uncommented = [re.sub(r"^( *(?:- )?)# (?=[a-z_ ]+:|  )", r"\1", line) for line in text.split("\n")]
    changed = [
        line
        for line, old in zip(uncommented, template_lines, strict=True)
        if line != old and line.replace("# ", "").replace(" ", "") != old.replace("# ", "").replace(" ", "")
    ]
    assert changed == [
        f"id: {ID}",
        "title: Checkout redesign",
        "status: Draft  # Draft, In Review, Approved or Retired",
        "author: Dana Okafor",
        "  level: High  # TODO: Low, Medium or High",
        "# Checkout redesign Deployment Procedure",
    ]


def test_what_has_only_a_stand_in_is_said_and_marked() -> None:
    made = scaffold(TEMPLATE, ID, "Checkout redesign", "Dana Okafor")
    assert made.stand_ins == (("risk.level", "High"),)
    made = scaffold(TEMPLATE, ID, "Checkout redesign", "Dana Okafor", {"risk.level": "medium"})
    assert made.stand_ins == ()
    assert "  level: Medium  # Low, Medium or High\n" in made.text
    assert "TODO: Low" not in made.text


def test_values_of_optional_keys_can_be_given() -> None:
    document = drafted(approver="Sam Lee: deputy", reviewed="2026-11-03", risk__level="Low")
    assert document.value("approver") == "Sam Lee: deputy"
    assert document.value("reviewed") == "2026-11-03"
    assert document.value("risk") == {"level": "Low"}


@each_row(
    ("key", "text", "message"),
    [
        ("risk.level", "severe", "risk.level cannot be 'severe'. Use Low, Medium or High."),
        ("risk", "Low", "risk takes more than one value. Set it in the file."),
        ("related_specs", "PRD-1", "related_specs takes more than one value. Set it in the file."),
        ("reviewed", "tomorrow", "reviewed cannot be 'tomorrow'. Write a date as YYYY-MM-DD."),
        ("reviewed", "0001-01-01", "reviewed cannot be '0001-01-01'. Write a date as YYYY-MM-DD."),
        ("reviewed", "2026-02-30", "reviewed cannot be '2026-02-30'. Write a date as YYYY-MM-DD."),
        ("version", "1.0", "version cannot be '1.0'. Write three numbers, for example 1.0.0."),
        ("approver", " ", "approver is empty."),
        ("approver", "\udcff", "approver is not valid UTF-8."),
        ("approver", "[Deployment Lead/DevOps Lead]", "approver is still the template's placeholder"),
        ("documenttype", "x", "documenttype is not a field of the template that can be set."),
        (
            "environments.0.url",
            "https://x",
            "environments.0.url is not a field of the template that can be set.",
        ),
        ("document_type", "Runbook", "It must be Deployment Procedure (DEPLOY)."),
        ("status", "Approved", "A new procedure always has the first status."),
        ("author", "Sam", "Use --author."),
        ("id", "deploy-a-001-b", "Use --id."),
    ],
)
def test_values_that_cannot_be_taken(key: str, text: str, message: str) -> None:
    with pytest.raises(ScaffoldingError, match=re.escape(message)):
        scaffold(TEMPLATE, ID, "Checkout redesign", "Dana Okafor", {key: text})


@each_row(
    ("identifier", "title", "author", "message"),
    [
        (ID, "", "Dana", "The title is empty."),
        (ID, " \n", "Dana", "The title is empty."),
        (ID, "\x00\ufeff", "Dana", "The title is empty."),
        (ID, "[Feature Name]", "Dana", "title is still the template's placeholder"),
        (ID, "a\udcff", "Dana", "title is not valid UTF-8."),
        (ID, "Checkout", " ", "No author: pass --author NAME or set git's user.name."),
        (ID, "Checkout", "[Author Name]", "author is still the template's placeholder"),
        ("deploy-shop-7-x", "Checkout", "Dana", "id cannot be 'deploy-shop-7-x'."),
        ("../../deploy-shop-007-x", "Checkout", "Dana", "id cannot be"),
        ("deploy-shop-007-x\n", "Checkout", "Dana", "id cannot be"),
    ],
)
def test_own_values_that_cannot_be_taken(identifier: str, title: str, author: str, message: str) -> None:
    with pytest.raises(ScaffoldingError, match=re.escape(message)):
        scaffold(TEMPLATE, identifier, title, author)


TITLES = [
    text
    for text in [
        *HOSTILE, "Phase 2: carts", "Step 2.1: x", "x {#anchor}", "a `b", "a *b* _c_ __d__", "# x", "[a](b)",
        "![a](b)", "<!-- x", "<b>x", "a | b", "&amp;", "&copy", "~~a~~", "TODO", "[threshold]", "==a==",
        "Deployment Procedure", "\\[x\\]", "---", "> q", "1. a", "a\u2028b\u2029c", "\u202eevil", "a" * 400,
        "سلام دنیا", "deploy-shop-099-nothing", "Step 9.9 of deploy-x-001-y",
    ]
    if any(c.isprintable() and not c.isspace() for c in text)
]  # fmt: skip


@given(
    st.sampled_from(TITLES) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    st.sampled_from(TITLES) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
)
@example("Phase 2: carts", "no")
@settings(max_examples=60)
def test_titles_and_authors_come_out_as_they_went_in(title: str, author: str) -> None:
    if any(c.isprintable() and not c.isspace() for c in title) and author.strip():
        document = drafted(title=title, author=author)
        assert (document.value("title"), document.value("author")) == (title, author)


@each_row("title", TITLES)
def test_the_heading_holds_the_title_as_text(title: str) -> None:
    document = drafted(title=title)
    assert document.outline is not None
    (section,) = document.outline.root.sections
    words = re.findall(r"\w+", section.heading)
    assert words[-2:] == ["Deployment", "Procedure"]
    assert re.findall(r"\w+", title)[: max(0, len(words) - 3)] == words[:-2][: max(0, len(words) - 3)]
    assert section.label is None
    assert section.anchor != "anchor"
    assert len(section.heading) < 200


# --- a team's own template


MORE = """\
# Change Ticket: of the change board.
ticket: CHG-[nnnn]

# Window: how long users notice it. (choice)
window: "[none/minutes/hours]"

# Team: who owns it.
team: "[Team: Name]"

# Start: when.
start: "[YYYY-MM-DD]"

runbook: "[https://wiki.example/x]" # Runbook: where it is

replicas: 3
downtime: false
region: eu-west-1
owners:
  - "[Owner]"
limits:
  cpu: "[cpu]"
  # (optional)
  memory: "[memory]"
flags:
  "[name]": "[value]"

# Approver:"""

TRAINING = "### Training\n<!-- Who has rehearsed this. (text required from Draft) -->\n\n### Risk Level\n"
BOARD = "- [ ] Change board has approved ticket [number]\n- [ ] Code review completed\n"


def test_a_team_that_asks_for_more() -> None:
    template = team(
        ("# Approver:", MORE),
        ("### Risk Level\n", TRAINING),
        ("- [ ] Code review completed\n", BOARD),
        ("## Appendix\n", "## Costs\n\n### Budget (if applicable)\n\n- [ ] Paid by [team]\n\n## Appendix\n"),
        ("  - role: Operations\n---", "  - role: Operations\n  - role: Security\n---"),
    )
    document = drafted(template)
    data = front_matter(document)
    assert {key: data[key] for key in list(data)[5:-4]} == {
        "author": "Dana Okafor",
        "ticket": "CHG-0000",
        "window": "hours",
        "team": "TODO",
        "start": "1970-01-01",
        "runbook": "https://todo.invalid/",
        "replicas": 3,
        "downtime": False,
        "region": "eu-west-1",
        "owners": [],
        "limits": {"cpu": "TODO"},
        "flags": {},
    }
    text = document.source.text
    assert "runbook: https://todo.invalid/  # TODO: [https://wiki.example/x] # Runbook: where it is\n" in text
    assert "ticket: CHG-0000  # TODO: CHG-[nnnn]\n" in text
    assert '# owners:\n#   - "[Owner]"\nowners: []\n' in text
    assert "### Training\n\nTODO\n\n<!-- Who has rehearsed this." in text
    made = scaffold(
        template,
        ID,
        "x",
        "y",
        {"ticket": "CHG-0815", "replicas": "5", "downtime": "true", "limits.memory": "1Gi"},
    )
    assert [key for key, _ in made.stand_ins] == [
        "window",
        "team",
        "start",
        "runbook",
        "owners",
        "limits.cpu",
        "flags",
        "risk.level",
    ]
    assert read(made.text, template=template).value("limits") == {"cpu": "TODO", "memory": "1Gi"}
    assert read(made.text, template=template).value("replicas") == 5


def test_a_list_that_a_draft_needs_has_an_entry() -> None:
    template = team(
        (
            "  # Risk Factors: why the risk is at this level, one reason per line. (required from In Review)",
            "  # (required from Draft)",
        )
    )
    assert drafted(template).value("risk") == {"level": "High", "factors": ["TODO"]}


def test_rows_whose_cells_are_required() -> None:
    template = team(
        (
            "    # URL/Endpoint: the address of the environment. (optional)\n",
            "    # URL/Endpoint: the address of the environment.\n",
        ),
        ("    name: Production\n", "    name: Production\n    # Tier: (optional)\n    tier: 1\n"),
    )
    document = drafted(template)
    assert document.value("environments") == [
        {"name": "Production", "tier": 1, "url": "https://todo.invalid/"},
        {"name": "Staging", "url": "https://todo.invalid/"},
    ]
    # The second row had no such key to change, so the list is written anew below the template's lines.
    assert "# environments:\n#   - # Environment: its name.\n#     name: Production\n" in document.source.text


ODD = {
    "flow": """\
---
{id: "x-[nnn]-[name]",
status: "[Draft/Done]", # (choice)
  title: "[T]"}
---
# [T]
""",
    "values of several lines": """\
---
id: x-[nnn]-[name]
status: "[Draft/Done]" # (choice)
title: >-
  [Many
  lines]
author:
risk: {level: "[a/b]", # (choice)
  why: "[w]"}
---
""",
    "alias": """\
---
id: x-[nnn]-[name]
"status": "[Draft]" # (choice)
title: &t "[T]"
other: *t
more: {a: "[x]", b: ["[y]"]}
none: {}
---

# [T] {#top}
""",
    "rows in a line": """\
---
id: x-[nnn]-[name]
status: "[Draft/Done]" # (choice)
rows: [{name: A, url: "[https://a.example]"}, {name: B}] # (optional)
---

[T]
===
""",
    "rows at the margin": """\
---
id: x-[nnn]-[name]
status: "[Draft/Done]" # (choice)
# (optional)
text: |
  [a
  b]

# (optional)
rows:
- url: "[https://a.example]" # (optional)
  name: A
- name: B
---
""",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_templates(text: str) -> None:
    template = load_template("odd.md", text.encode())
    document = drafted(template, "x-001-name", title="Checkout: “x”")
    if template.field("title") is not None:
        assert document.value("title") == "Checkout: “x”"
    assert document.value("status") == "Draft"
    assert document.value("id") == "x-001-name"


# --- ids


@each_row(
    ("title", "name"),
    [
        ("Checkout redesign", "checkout-redesign"),
        ("  What's new? -- Version 2.0!  ", "whats-new-version-2-0"),
        ("Crème brûlée für Łódź & Ærø", "creme-brulee-fur-lodz-aero"),
        ("STRASSE ß İstanbul ﬁx", "strasse-ss-istanbul-fix"),
        ("日本語 checkout", "checkout"),
        ("日本語", ""),
        ("2026", ""),
        ("…", ""),
        ("a" * 90, "a" * 40),
        ("word " * 30, "-".join(["word"] * 12)),
        ("longer-word " * 12, "longer-word-longer-word-longer-word-longer-word-longer-word"),
    ],
)
def test_names_from_titles(title: str, name: str) -> None:
    assert feature_name(title) == name


@given(st.text(max_size=80), st.integers(1, 999_999_999))
def test_every_name_makes_an_id(title: str, number: int) -> None:
    if feature_name(title):
        field = TEMPLATE.field("id")
        assert field is not None
        assert re.fullmatch(field.pattern, new_id(TEMPLATE, title, "shop", number, {}))


def test_the_number_is_the_one_after_the_highest() -> None:
    def number(*names: str, project: str = "shop") -> str:
        return new_id(TEMPLATE, "Cart", project, None, {name: Path(name) for name in names})

    assert number() == "deploy-shop-001-cart"
    assert number("deploy-shop-001-a", "deploy-shop-006-b", "deploy-data-044-c") == "deploy-shop-007-cart"
    assert number("deploy-shop-999-a") == "deploy-shop-1000-cart"
    assert number("DEPLOY-SHOP-004-Old") == "deploy-shop-005-cart"
    assert (
        number("deploy-shop-eu-004-a", "deploy-shop-01-a", "notes", "deploy-shop-9-a")
        == "deploy-shop-001-cart"
    )
    assert number("deploy-shop-eu-004-a", project="shop-eu") == "deploy-shop-eu-005-cart"


def test_names_in_use(tmp_path: Path) -> None:
    (tmp_path / "deploy-shop-003-renamed.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "deploy-shop-004-broken.md").write_bytes(b"---\nid: \xff")
    (tmp_path / "deploy-shop-005-yaml.md").write_text("---\nid: [\n---\n", encoding="utf-8")
    (tmp_path / "deploy-shop-006-list.md").write_text("---\nid: [1]\n---\n", encoding="utf-8")
    (tmp_path / "deploy-shop-008-folder.md").mkdir()
    files = [*sorted(tmp_path.iterdir()), tmp_path / "deploy-shop-009-gone.md"]
    assert names_in_use(files) == {
        "deploy-shop-003-renamed": files[0],
        GOOD_ID: files[0],
        "deploy-shop-004-broken": files[1],
        "deploy-shop-005-yaml": files[2],
        "deploy-shop-006-list": files[3],
        "deploy-shop-008-folder": files[4],
        "deploy-shop-009-gone": files[5],
    }


@pytest.mark.parametrize(
    ("title", "project", "number", "message"),
    [
        ("日本語", "shop", None, "for example: --id deploy-shop-002-feature-name"),
        ("Cart", "", None, "Pass --project."),
        ("Cart", "Shop Floor", None, "Write it in lower case with hyphens, for example shop-floor."),
        ("Cart", "..", None, "Write it in lower case with hyphens."),
        ("Cart", "shop", 1, "Number 1 of shop is already in use: procedures/a.md."),
        ("Cart", "shop", 10**9, "is out of range for an id"),
        ("Cart", "shop", -1, "is out of range for an id"),
    ],
)
def test_ids_that_cannot_be_made(title: str, project: str, number: int | None, message: str) -> None:
    with pytest.raises(ScaffoldingError, match=re.escape(message)):
        new_id(TEMPLATE, title, project, number, {"deploy-shop-001-a": Path("procedures/a.md")})


@pytest.mark.parametrize(
    ("form", "project", "expected"),
    [
        ("chg-[nnnn]-[name]", "", "chg-0003-cart"),
        ("run-[team]-[nn]-[name]", "ops", "run-ops-03-cart"),
        ("a/[project]/[nnn]", "ops", "a/ops/003"),
        ("[name]-of-[project]-[nnn]", "ops", "cart-of-ops-003"),
        ("RUN-[project]-[name]", "ops", "RUN-ops-cart"),
    ],
)
def test_other_forms_of_ids(form: str, project: str, expected: str) -> None:
    template = load_template("t.md", f'---\nid: "{form}"\nstatus: "[Draft/Done]" # (choice)\n---\n'.encode())
    taken = ("chg-0002-a", "run-ops-02-a", "a/ops/002", "a-of-ops-002", "a-of-data-009", "run-data-09-a")
    made = new_id(template, "Cart", project, None, {name: Path(name) for name in taken})
    assert made == expected
    if "/" not in made:
        drafted(template, made)


@pytest.mark.parametrize(
    ("form", "project", "number", "message"),
    [
        ("chg-[nnnn]-[name]", "ops", None, "Ids in this template have no project"),
        ("chg-[project]-[name]", "ops", 4, "Ids in this template have no number"),
        ("chg-[region]-[project]-[nnn]-[name]", "ops", None, "Pass the complete id: --id NAME."),
        ("chg-[nn]-[nnn]-[name]", "", None, "Pass the complete id: --id NAME."),
        ("[id]", "ops", None, "Pass the complete id: --id NAME."),
    ],
)
def test_forms_of_ids_that_options_do_not_fit(
    form: str, project: str, number: int | None, message: str
) -> None:
    template = load_template("t.md", f'---\nid: "{form}"\nstatus: "[Draft/Done]" # (choice)\n---\n'.encode())
    with pytest.raises(ScaffoldingError, match=re.escape(message)):
        new_id(template, "Cart", project, number, {})


def filled(text: str) -> str:
    """Return a draft in review: every placeholder has a value, and nothing else is changed."""
    _, head, body = re.split(r"^---\n", text, maxsplit=2, flags=re.M)
    head = replaced(head, "status: Draft  # Draft, In Review, Approved or Retired", "status: In Review")
    head = replaced(head, "High  # TODO: Low, Medium or High", "High")
    head = re.sub(r'# (approver): ".*"', r"\1: Sam Lee", head)
    head = re.sub(r'# (factors:)\n( *)# ( *- )".*"', r"\1\n\2\3New tables", head)
    body = re.sub(r"(?<!-) \[[^\[\]\nx]{2,80}\]", " 5", body)
    body = re.sub(r"^- \[[^\[\]\n]{2,80}\]$", "- The queue grows", body, flags=re.M)
    body = re.sub(r"^# TODO: (.*)$", "kubectl get pods", body, flags=re.M)
    body = re.sub(r"(<!-- .*text required.* -->)\n(?:-\n)*", r"\1\nBecause it matters.\n", body)
    body = replaced(body, "Phase 1, Phase 2, Phase 3: TODO\n", "Phase 1, Phase 2, Phase 3: by hand\n")
    return f"---\n{head}---\n{body}"


def test_a_filled_in_draft_passes_in_review() -> None:
    text = filled(scaffold(TEMPLATE, ID, "Checkout redesign", "Dana Okafor").text)
    document = read(text, f"procedures/{ID}.md")
    assert document.string("status") == "In Review"
    assert [(one.span.line, one.message) for one in check_all([document])] == []


def test_who_signs_is_among_the_contacts_of_a_team() -> None:
    template = team(
        ("  - role: Operations\n---", "  - role: Operations\n  - role: 'Security: EU'\n---"),
        ("  - role: DevOps Lead\n", "  - {role: DevOps Lead}\n"),
    )
    data = front_matter(drafted(template))
    assert isinstance(contacts := data["contacts"], list)
    assert contacts[-3:] == [{"role": role} for role in ("DevOps Lead", "Operations", "Security: EU")]


def test_a_draft_has_no_date_and_no_address_of_the_template() -> None:
    fields = "reviewed_on: 2026-01-31\nboard: https://grafana.shop.example/d/1\nauthor:"
    text = drafted(team(("author:", fields))).source.text
    assert 'reviewed_on: "1970-01-01"  # TODO\n' in text
    assert "board: https://todo.invalid/  # TODO\n" in text
