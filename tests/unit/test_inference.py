"""The template that is inferred from documents."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_deploy_plugin.authoring.inference import id_form, infer_template
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.model import START, Diagnostic, Severity
from mkdocs_deploy_plugin.reading.document import read_document
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from mkdocs_deploy_plugin.reporting.outliers import outliers, render_outliers
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.template import load_template
from tests.rows import each_row
from tests.site.sites import FIXTURES


def inferred(*texts: str) -> str:
    documents = [
        read_document(f"d{number}.md", text.encode(), ReferenceSyntax(), identities=False)
        for number, text in enumerate(texts)
    ]
    return infer_template(documents)


def test_checking_with_the_inferred_template_finds_the_outliers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(FIXTURES / "adopt", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    before = CliRunner().invoke(main, ["check"]).stdout
    done = CliRunner().invoke(main, ["template", "infer", "procedures"])
    assert done.exit_code == 0
    (tmp_path / "runbook.md").write_text(done.stdout, encoding="utf-8")
    after = CliRunner().invoke(main, ["check"]).stdout
    assert after == before.replace("What users notice.", "In 2 of 3.")


OUTLIERS = {
    "alerts": [
        ("mail/RelayDown.md", ["missing-section"]),
        ("web/About.md", ["missing-section"] * 4),
    ],
    "changes": [
        ("CHG-006.md", ["invalid-value"]),
        ("CHG-007.md", ["invalid-choice"]),
        ("CHG-008.md", ["missing-section"]),
        ("change-9.md", ["invalid-value"]),
    ],
    "howtos": [
        ("howto-mail-003-restore-a-box.md", ["missing-step"]),
        ("restore-everything.md", ["invalid-value"]),
    ],
}
"""What differs in each collection of the fixtures, the most telling first."""


@pytest.mark.parametrize("name", OUTLIERS)
def test_the_template_and_the_outliers_of_a_collection(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = FIXTURES / "infer" / name
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(main, ["template", "infer", "procedures"])
    if os.environ.get("WRITE_EXPECTED"):
        Path("template.md").write_text(done.stdout, encoding="utf-8", newline="\n")
    assert done.stdout == Path("template.md").read_text(encoding="utf-8")
    shown = CliRunner().invoke(main, ["check", "--outliers"])
    assert shown.exit_code == 1
    found: dict[str, list[str]] = {}
    for path, rule in re.findall(r"^procedures/(.*\.md):\d.* \[(.*)\]$", shown.stdout, re.M):
        found.setdefault(path, []).append(rule)
    assert list(found.items()) == OUTLIERS[name]


def test_the_order_of_outliers() -> None:
    def finding(path: str, rule: str, pointer: str = "") -> Diagnostic:
        return Diagnostic(rule, Severity.ERROR, path, START, rule, pointer=pointer)

    found = [finding(f"{n}.md", "everywhere") for n in range(9)]
    found += [finding("1.md", f"odd-{n}") for n in range(7)]
    found += [finding("2.md", "rare"), finding("3.md", "rare"), finding("4.md", "mine")]
    found += [finding("3.md", "entry", f"/front_matter/steps/{n}/name") for n in range(3)]
    report = Report(tuple(found), tuple(f"{n}.md" for n in range(10)))
    ordered = outliers(report.diagnostics, 10)
    assert [kinds[0].first.path[0] for kinds in ordered] == [*"423", "1", *"05678"]
    assert [(one.first.rule, one.number, one.documents) for one in ordered[2]] == [
        ("entry", 3, 1),
        ("rare", 1, 2),
        ("everywhere", 1, 9),
    ]
    text = render_outliers(report, limit=6)
    assert "[entry]\n  3 times, only here\n" in text
    assert "[rare]\n  also in 1 other document\n" in text
    assert text.endswith(
        "6 more documents with findings. To see all, use --limit 0.\n\n"
        "22 errors and 0 warnings in 10 procedures\n"
    )
    assert "  and 3 more kinds of findings\n" in render_outliers(report)


@each_row(
    ("statuses", "field"),
    [
        (
            "Approved Draft Approved Retired In_Review Approved",
            "[Draft/In_Review/Approved/Retired]: (choice) (in force at Approved) (retired at Retired)",
        ),
        (
            "published deprecated draft published",
            "[draft/published/deprecated]: (choice) (in force at published) (retired at deprecated)",
        ),
        (
            "accepted Superseded declined proposed",
            "[proposed/accepted/Superseded/declined]: (choice) "
            "(in force at accepted) (retired at Superseded)",
        ),
        (
            "Entwurf Freigegeben Freigegeben Archiviert",
            "[Entwurf/Freigegeben/Archiviert]: (choice) (in force at Freigegeben) (retired at Archiviert)",
        ),
        # Words that are not known, or of the same stage.
        (
            "live live canary draft",
            "[draft/canary/live]: Their order is a guess. (choice) (in force at live)",
        ),
        ("green green red", "[red/green]: Their order is a guess. (choice)"),
        ("active live active", "[live/active]: Their order is a guess. (choice)"),
        ("live live live", "[live]: (choice) (in force at live)"),
    ],
)
def test_the_order_of_statuses(statuses: str, field: str) -> None:
    text = inferred(*(f"---\nstatus: {status.replace('_', ' ')}\n---\n# T\n" for status in statuses.split()))
    choices, _, remarks = field.replace("_", " ").partition(": ")
    total = len(statuses.split())
    assert f'# Status: in {total} of {total}. {remarks}\nstatus: "{choices}"\n' in text
    load_template("t.md", text.encode())


@each_row(
    ("ids", "form"),
    [
        ("KB-001 KB-012 KB-100", "KB-[nnn]"),
        ("run_7 run_12", "run_[n]"),
        ("deploy-shop-001-a deploy-net-core-002-b-c", "deploy-[project]-[nnn]-[name]"),
        ("op-net-001 op-net-002", "op-net-[nnn]"),
        ("op-NET-001 op-SQL-002", ""),
        ("KB-001 KB-002 KB-003 KB-004 KB-005 odd", "KB-[nnn]"),
        ("KB-001 XX-002 other thing-2", ""),
        ("KB-001 KB-001", ""),
        ("001-isolation 018-database-patterns 007-logging glossary", "[nnn]-[name]"),
        ("2026-01-01 2027-01-02", ""),
        ("2026-01-01-a 2027-01-02-b", ""),
        ("RelayDown DiskFull", ""),
    ],
)
def test_the_form_of_ids(ids: str, form: str) -> None:
    assert id_form(ids.split()) == form
    if form:
        text = f'---\n# Id: the name.\nid: "{form}"\n---\n# [Title]\n\n## A\n'
        field = load_template("t.md", text.encode()).field("id")
        assert field is not None
        assert re.fullmatch(field.pattern, ids.split()[0])


def test_values_within_others() -> None:
    texts = [
        f"---\nid: a-{n}\nversion: 1.{n}.0\nrisk: {{level: {'low' if n % 2 else 'high'}, why: [x{n}]}}\n"
        f"people:\n  - {{name: P{n}, role: lead}}\n  - {{name: Q{n}}}\n"
        f"values:\n  v{n}: {{example: e}}\nlinks: [L{n}, {{title: T, url: 'https://x.example/'}}]\n"
        f"mixed: {n if n % 2 else '[]'}\nodd: [[1]]\nafter: []\n---\n# T\n\n## A\n"
        for n in range(1, 7)
    ]
    text = inferred(*texts)
    assert (
        text.split("# [Title]")[0]
        == """\
---
# Id: in 6 of 6. Most files have other names: rename them, or set the rule id-file-name to off.
id: "a-[n]"
# Version: in 6 of 6.
version: 1.0.0
# Risk: in 6 of 6.
risk:
  # Level: in 6 of 6. (choice)
  level: "[high/low]"
  # Why: in 6 of 6.
  why:
    - "[text]"
# People: in 6 of 6.
people:
  - # Name: in 12 of 12.
    name: "[name]"
    # Role: in 6 of 12. (optional)
    role: "[role]"
# Values: in 6 of 6.
values:
  "[name]":
    # Example: in 6 of 6.
    example: "[example]"
# Links: in 6 of 6.
links:
  - "[text]"
  - # Title: in 6 of 6.
    title: "[title]"
    # Url: in 6 of 6.
    url: "[https://example.com/]"
# Mixed: in 3 of 6. (optional)
mixed: 1
# Left out, as its values are of several kinds: odd, in 6 of 6.
---

"""
    )
    load_template("t.md", text.encode())


def test_what_documents_have_in_common() -> None:
    texts = [
        f"---\nid: KB-{n:03}\nowner: {'ops' if n % 2 else 'data'}\nmade: 2026-01-{n:02}\nlevel: {n}\n"
        f"{'link: https://x.example/' if n < 6 else 'odd: x'}\n---\n# Alert {n}\n\n"
        + "\n".join(
            [
                *(["## Rare\n"] if n == 1 else []),
                *(["## Why\n"] if n < 6 else []),
                "## Do it & 1 < 2\n\n- [ ] Look at `log`\n",
                *(["- [ ] Call\n"] if n < 4 else []),
                f"### Step 1: S{n}\n",
                "### Step 2: T\n",
                *(["## Last\n"] if n != 2 else []),
            ]
        )
        for n in range(1, 11)
    ]
    assert (
        inferred(*texts)
        == """\
---
# Id: in 10 of 10. Most files have other names: rename them, or set the rule id-file-name to off.
id: "KB-[nnn]"
# Owner: in 10 of 10. (choice)
owner: "[data/ops]"
# Made: in 10 of 10.
made: "[YYYY-MM-DD]"
# Level: in 10 of 10.
level: 1
# Link: in 5 of 10. (optional)
link: "[https://example.com/]"
# Odd: in 5 of 10. (optional)
odd: "[odd]"
---

# [Title]
<!-- In 10 of 10. -->

## Why (optional)
<!-- In 5 of 10. -->

## Do it &amp; 1 &lt; 2
<!-- In 10 of 10. -->

- [ ] Look at log <!-- In 10 of 10. -->
- [ ] Call (if applicable) <!-- In 3 of 10. -->

### Step 1: [Name]
<!-- In 10 of 10. -->

## Last
<!-- In 9 of 10. -->
"""
    )


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: '[x]: # (choice)'\nstatus: A/B\nid: [1]\n---\n# T\n\n## `a` *b* [c] <d>\n",
        "---\n'a: b': c\nx: {y: 1}\nstatus: Live\nowner: \"a\\nb\"\n---\n# T\n\n## (rollback)\n\n## A\n",
        "## \\# x\n\n## Step 1.1: a\n\n- [ ] a `b` (hold: c)\n- [ ] [x](y)\n",
        "---\nstatus: ok\n",
    ],
)
def test_an_inferred_template_can_be_used(text: str) -> None:
    template = inferred(text, text, text.replace("Live", "Old"))
    if template.strip():
        load_template("t.md", template.encode())


def test_a_folder_without_documents(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["template", "infer", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: No documents")
