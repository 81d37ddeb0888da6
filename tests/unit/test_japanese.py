"""A complete template in Japanese, with the words, numbers and punctuation of its language."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mkdocs_deploy_plugin.authoring.scaffolding import scaffold
from mkdocs_deploy_plugin.catalog.schema_files import catalog_schema
from mkdocs_deploy_plugin.template import Template, load_template
from mkdocs_deploy_plugin.template.data import document_data
from mkdocs_deploy_plugin.template.schema import document_schema, front_matter_schema
from tests.unit.samples import FIXTURES, check_all, read, replaced

NAME = "tejun-shop-001-checkout"
OTHER = "tejun-shop-002-database"
DEPENDS = f"depends_on:\n  - {OTHER}\n"
EXAMPLE = (FIXTURES / "templates" / f"{NAME}.md").read_text(encoding="utf-8")
BEFORE = replaced(EXAMPLE, DEPENDS, "").replace(NAME, OTHER)


@pytest.fixture(scope="module")
def template() -> Template:
    path = FIXTURES / "templates" / "japanese.md"
    return load_template(path.name, path.read_bytes())


def findings(text: str, template: Template) -> list[str]:
    documents = [
        read(text, f"procedures/{NAME}.md", template),
        read(BEFORE, f"procedures/{OTHER}.md", template),
    ]
    return [f"{one.message} [{one.rule}] {one.help}" for one in check_all(documents, template)]


def test_the_example_and_a_draft_pass(template: Template) -> None:
    assert findings(EXAMPLE, template) == []
    draft = scaffold(template, NAME, "新しい手順", "佐藤 花子")
    assert findings(draft.text, template) == []
    assert draft.text.count("状態: 下書き") == 0
    assert "status: 下書き" in draft.text


def test_labels_are_read(template: Template) -> None:
    assert [field.label for field in template.fields][:4] == ["文書ID", "題名", "状態", "版"]
    assert template.own_words.noun == ("手順書", "手順書")


def test_the_schemas_hold(template: Template) -> None:
    schemas: list[Any] = [make(template) for make in (front_matter_schema, document_schema, catalog_schema)]
    for schema in schemas:
        Draft202012Validator.check_schema(schema)
    data = document_data(read(EXAMPLE, template=template), template)
    assert not [*Draft202012Validator(schemas[1]).iter_errors(data)]
    work = data["body"]["sections"]["作業"]
    assert [step["number"] for phase in work["段階"] for step in phase["手順"]] == ["1.1", "2.1"]


@pytest.mark.parametrize(
    ("old", "new", "rule", "message"),
    [
        ("title: 決済サービスの更新\n", "", "missing-field", '"title" is missing'),
        ("status: 承認済み", "status: 承認", "invalid-choice", "承認済み"),
        ("level: 中", "level: 最高", "invalid-choice", "低, 中 or 高"),
        ("approver: 鈴木", "approver: 佐藤 花子 #", "self-approval", ""),
        ("2026-11-02", "2020-01-01", "overdue-review", ""),
        (DEPENDS, "depends_on:\n  - tejun-shop-009-x\n", "unknown-reference", "tejun-shop-009-x"),
        ("新しい決済方法を追加する。失敗した場合は手順R.1へ進む。\n", "", "empty-section", '"目的"'),
        ("- [ ] 関係者への連絡済み\n", "", "missing-check", "関係者への連絡済み"),
        ("該当なし：スキーマの変更はない", "該当なし", "struck-without-reason", "該当なし: …"),
        ("- [ ] ~~データベース", "- [ ] 未定\n- [ ] ~~データベース", "", ""),
        ("## 事前確認", "## 事前の確認", "missing-section", '"事前確認"'),
        ("#### 手順2.1：適用", "#### 手順2.2：適用", "step-number", "手順 2.2 is the first 手順 here"),
        ("#### 手順2.1：適用", "#### 手順2.1 適用", "misplaced-step", "not read as a 手順"),
        ("#### 手順1.1：バックアップ", "#### バックアップ", "missing-step", "has no 手順"),
        ("手順R.1へ進む", "手順R.9へ進む", "unknown-step", "手順R.9"),
        ("手順２．１の前", "手順２．９の前", "unknown-step", "手順２．９"),
        ("段階2を戻す。", "すべて戻す。", "phase-without-rollback", "names 段階 2"),
        ("戻し不要：何も変更しない。", "戻し不要。", "phase-without-rollback", '"戻し不要" without a reason'),
        ("(保留: 責任者)", "(保留: 社長)", "unknown-role", "社長"),
        ("(待機 10分)", "(待機 10ふん)", "invalid-gate", "待機"),
        ("## 付録\n", "## 付録\n[題名]\n", "placeholder", "[題名]"),
        ("- [ ] 適用完了", "- [x] 適用完了", "ticked-item", "適用完了"),
    ],
)
def test_mistakes_are_found(old: str, new: str, rule: str, message: str, template: Template) -> None:
    found = findings(replaced(EXAMPLE, old, new), template)
    if not rule:
        assert found == []
        return
    assert any(f"[{rule}]" in one and message in one for one in found), found
