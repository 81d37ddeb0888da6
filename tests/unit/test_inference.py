"""The template that is inferred from documents."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_deploy_plugin.authoring.inference import infer_template
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.reading.document import read_document
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from mkdocs_deploy_plugin.template import load_template
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
# Id: in 10 of 10.
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
