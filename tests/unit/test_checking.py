"""Tests of `checking`, beside those of the table of mistakes: what depends on several texts or files."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_deploy_plugin.configuration import load_settings
from mkdocs_deploy_plugin.model import Span
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reading.discovery import procedure_files
from mkdocs_deploy_plugin.settings import FailOn, Settings
from tests.rows import each_row
from tests.unit.samples import GOOD, GOOD_ID, ROOT, check, check_all, read, replaced

FACTORS = "  factors:\n    - Payment traffic moves to a new service\n"
SIGN_OFF = "  - {role: Deployment Lead, name: Sam Lee}\n  - {role: Technical Lead}\n  - {role: Operations}\n"


def test_the_good_procedure_is_good() -> None:
    assert check(GOOD) == []


def test_each_missing_thing_is_a_finding_of_its_own() -> None:
    text = replaced(GOOD, SIGN_OFF, "  - {role: Deployment Lead}\n")
    text = replaced(text, "- [ ] Alert rules configured\n- [ ] Log aggregation working\n", "")
    assert [(one.rule, one.pointer.rsplit("/", 1)[-1]) for one in check(text)] == [
        ("missing-row", "Technical Lead"),
        ("missing-row", "Operations"),
        ("missing-check", "Alert rules configured"),
        ("missing-check", "Log aggregation working"),
    ]


def test_a_wrong_number_does_not_make_the_next_ones_wrong() -> None:
    steps = "".join(f"#### Step 1.{n}: S\n- [ ] a\n\n" for n in (1, 1, 2, 4, 5, 7, 6))
    start, end = GOOD.index("#### Step 1.1"), GOOD.index("### Phase 2")
    text = GOOD[:start] + steps + GOOD[end:]
    found = [(one.rule, one.message, one.help) for one in check(text)]
    assert found == [
        ("step-number", "Step 1.1 appears twice", "Number it Step 1.2."),
        ("step-number", "Step 1.4 follows Step 1.2", "Number it Step 1.3."),
        ("step-number", "Step 1.7 follows Step 1.5", "Number it Step 1.6."),
        ("step-number", "Step 1.6 follows Step 1.7", "Number it Step 1.7."),
    ]


def test_numbered_words_of_other_headings_are_free() -> None:
    text = replaced(
        GOOD, "### Notes", "### Notes\n\n#### PostgreSQL 15\n\n#### PostgreSQL 18: new\n\n#### Wave 2: b"
    )
    assert check(text) == []


def test_a_repeated_id_points_at_the_first() -> None:
    other = "procedures/old/deploy-shop-001-checkout.md"
    (found,) = check_all([read(GOOD), read(GOOD, other)])
    assert (found.rule, found.path, found.span) == ("duplicate-id", other, Span(2, 5, 2, 29))
    assert found.related is not None
    assert (found.related.path, found.related.span) == (f"procedures/{GOOD_ID}.md", Span(2, 5, 2, 29))


OTHER_ID = "deploy-shop-002-cart"
OTHER = GOOD.replace(GOOD_ID, OTHER_ID)


def both(text: str) -> list[tuple[str, str, int, int, str]]:
    """Check the good procedure with this text for its dependencies next to another one."""
    edited = replaced(GOOD, "None.", text)
    found = check_all([read(edited), read(OTHER, f"procedures/{OTHER_ID}.md")])
    return [(one.rule, one.path, one.span.line, one.span.column, one.message) for one in found]


@each_row(
    "text",
    [
        f"{OTHER_ID}",
        f"`{OTHER_ID}`.",
        f"`{OTHER_ID}#step-2.1`",
        f"{OTHER_ID}#step-R.1, {OTHER_ID}#scope.",
        f"Step 2.1 of {OTHER_ID}",
        f"Step 2.1 of `{OTHER_ID}`",
        f"Phase 2 in\n`{OTHER_ID}`",
        f"[x]({OTHER_ID}.md)",
        f"[x]({OTHER_ID}.md#rollback-plan)",
        f"[x](../procedures/./{OTHER_ID}.md#step-1.1)",
        f"[x]({OTHER_ID}.md#step-1.1/pods-are-there)",
        "[x](index.md), [y](../guide/nothing.md), [z](https://x.example/deploy-pay-002-cards.md)",
        "https://x.example/deploy-pay-002-cards and a/deploy-pay-002-cards",
    ],
)
def test_references_that_resolve(text: str) -> None:
    assert both(text) == []


@pytest.mark.parametrize(
    ("text", "rule", "column", "message"),
    [
        (f"Step 4.1 of `{OTHER_ID}`", "unknown-step", 1,
         f'#step-4.1 does not exist in procedures/{OTHER_ID}.md'),
        (f"See `{OTHER_ID}#phase-3`", "unknown-step", 5,
         f"#phase-3 does not exist in procedures/{OTHER_ID}.md"),
        (f"日本 😀 [x]({OTHER_ID}.md#no)", "unknown-step", 6,
         f"#no does not exist in procedures/{OTHER_ID}.md"),
        ("Step 1.1 of `deploy-shop-002-crat`", "unknown-reference", 1,
         'Unknown procedure "deploy-shop-002-crat"'),
    ],
)  # fmt: skip
def test_references_across_that_do_not_resolve(text: str, rule: str, column: int, message: str) -> None:
    ((found_rule, path, line, found_column, found_message),) = both(text)
    assert (found_rule, path, line, found_column) == (rule, f"procedures/{GOOD_ID}.md", 61, column)
    assert message in found_message


def test_a_close_id_is_offered() -> None:
    edited = replaced(GOOD, "None.", "`deploy-shop-002-crat` `deploy-shop-002-wallet`")
    found = check_all([read(edited), read(OTHER, f"procedures/{OTHER_ID}.md")])
    assert [one.help for one in found] == [
        f"Did you mean {OTHER_ID}?",
        "Correct the id, or add the procedure. If it names something else, put it in quotes.",
    ]


def test_unknown_spec() -> None:
    (found,) = check_all([read(GOOD)], spec_links={r"ADR-\d+": "https://adr.example/{key}"})
    assert (found.rule, found.span) == ("unknown-spec", Span(9, 5, 9, 12))
    assert found.message == '"PRD-112" does not match any pattern in spec_links'
    assert check_all([read(GOOD)], spec_links={r"PRD-\d+": "https://prd.example/{key}"}) == []


def test_a_draft_may_have_placeholders_and_gaps() -> None:
    text = (
        GOOD.replace("status: Approved", "status: Draft")
        .replace("None.", "-")
        .replace("30 min", "[duration] min")
    )
    text = text.replace("approver: Sam Lee\n", "").replace("reviewed: 2026-10-01\n", "").replace(FACTORS, "")
    assert check(text) == []


def test_in_review_asks_for_more_than_a_draft_and_less_than_approved() -> None:
    text = GOOD.replace("status: Approved", "status: In Review").replace("reviewed: 2026-10-01\n", "")
    assert check(text) == []
    assert [one.rule for one in check(text.replace("approver: Sam Lee\n", ""))] == ["missing-field"]


def test_the_reason_names_the_status_and_the_template() -> None:
    (found,) = check(replaced(GOOD, "approver: Sam Lee\n", ""))
    assert found.reason.startswith(
        "required because status is Approved. Approver: who approves the procedure for use"
    )
    (found,) = check(replaced(GOOD, FACTORS, "  factors: []\n"))
    assert found.reason.startswith(
        "required because status is Approved. Risk Factors: why the risk is at this level"
    )


def test_files_of_the_folder_that_are_procedures(tmp_path: Path) -> None:
    folder = tmp_path / "procedures"
    folder.mkdir()
    (tmp_path / "shared").mkdir()
    names = (
        "a.md",
        "b.MD",
        "c.markdown",
        "d.Mkd",
        "index.md",
        "README.markdown",
        "e.txt",
        ".f.md",
        "g.md.bak",
    )
    for name in names:
        (folder / name).touch()
    (tmp_path / "shared" / "h.mdown").touch()
    (folder / "linked").symlink_to(tmp_path / "shared")
    (folder / "shared").mkdir()
    (folder / "shared" / "round").symlink_to(folder)
    found = [path.relative_to(folder).as_posix() for path in procedure_files(folder, tmp_path)]
    assert found == ["a.md", "b.MD", "c.markdown", "d.Mkd", "linked/h.mdown"]
    assert procedure_files(folder / "a.md", tmp_path) == procedure_files(tmp_path / "nothing", tmp_path) == []


def test_unreadable_files(tmp_path: Path) -> None:
    (tmp_path / "procedures" / "a.md").mkdir(parents=True)
    (tmp_path / "procedures" / "b.md").symlink_to("nothing")
    found = load_project(Settings(tmp_path)).diagnostics
    assert [(one.rule, one.path, one.message) for one in found] == [
        ("unreadable", "procedures/a.md", "The path is not a file"),
        ("unreadable", "procedures/b.md", "The file cannot be read: No such file or directory"),
    ]


@pytest.mark.parametrize(
    ("fail_on", "strict", "broken", "fails"),
    [
        (FailOn.ERROR, False, True, True),
        (FailOn.ERROR, True, True, True),
        (FailOn.WARNING, False, True, True),
        (FailOn.NEVER, False, True, False),
        (FailOn.NEVER, True, True, False),
        (FailOn.ERROR, True, False, False),
    ],
)
def test_fail_on(tmp_path: Path, fail_on: FailOn, strict: bool, broken: bool, fails: bool) -> None:
    folder = tmp_path / "procedures"
    folder.mkdir()
    text = GOOD.replace("title: Checkout redesign", "title:") if broken else GOOD
    (folder / f"{GOOD_ID}.md").write_text(text, encoding="utf-8")
    assert load_project(Settings(tmp_path, fail_on=fail_on)).fails(strict) is fails


def test_the_procedures_of_this_project_have_no_findings() -> None:
    project = load_project(load_settings(ROOT / "mkdocs.yml", ROOT))
    assert len(project.catalog) >= 10
    assert project.diagnostics == ()
