"""With German keys, every rule, table and option works as with the built-in ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from mkdocs_deploy_plugin.authoring.migration import migrate
from mkdocs_deploy_plugin.authoring.scaffolding import ScaffoldingError, scaffold
from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.catalog.properties import properties
from mkdocs_deploy_plugin.catalog.query_arguments import read_query
from mkdocs_deploy_plugin.catalog.relations import Relations
from mkdocs_deploy_plugin.catalog.schema_files import catalog_schema
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.data import document_data
from mkdocs_deploy_plugin.template.schema import document_schema, front_matter_schema
from mkdocs_deploy_plugin.template.summary import as_json, summary
from mkdocs_deploy_plugin.template.summary_text import as_text
from tests.unit.german import ALTE, DOCUMENTS, FOLDER, KASSE, TEMPLATE, TWIN, ZAHLUNG, twin
from tests.unit.samples import check_all, collections, read, replaced


def found(texts: Mapping[str, str], template: Template) -> list[Diagnostic]:
    documents = [read(text, f"procedures/{name}.md", template) for name, text in texts.items()]
    return check_all(documents, template, {r"ANF-\d+": "https://vorgaben.example/{key}"})


def test_the_examples_pass_with_both_sorts_of_keys() -> None:
    assert found(DOCUMENTS, TEMPLATE) == []
    assert found({name: twin(text) for name, text in DOCUMENTS.items()}, TWIN) == []


def test_every_meaning_is_declared() -> None:
    assert {field.name for field in TEMPLATE.fields} == {field.name for field in TWIN.fields}
    assert [field.key for field in TWIN.fields if field.key != field.name] == []


MISTAKES = [
    ("id-file-name", KASSE, "Kennung: ausrollen-laden-001", "Kennung: ausrollen-laden-009"),
    ("duplicate-id", ZAHLUNG, f"Kennung: {ZAHLUNG}", f"Kennung: {KASSE}"),
    ("invalid-value", KASSE, "Kennung: ausrollen-laden-001-kasse", "Kennung: kasse"),
    ("missing-field", KASSE, "Titel: Neue Kasse\n", ""),
    ("unknown-field", KASSE, "Autorin: Jana", "Autorinn: Jana"),
    ("invalid-choice", KASSE, "Zustand: Freigegeben", "Zustand: Frei"),
    ("invalid-choice", KASSE, "Stufe: Mittel", "Stufe: mittel"),
    ("yaml-number", KASSE, "Fassung: 1.2.0", "Fassung: 1.2"),
    ("missing-field", ZAHLUNG, "Freigabe: Amir Lang\n", ""),
    ("self-approval", KASSE, "Freigabe: Amir Lang", "Freigabe: jana weiß"),
    ("overdue-review", KASSE, "geprüft_am: 2026", "geprüft_am: 2024"),
    ("future-review", KASSE, "geprüft_am: 2026", "geprüft_am: 2027"),
    ("placeholder-value", KASSE, "Autorin: Jana Weiß", 'Autorin: "[Name der Autorin]"'),
    ("unknown-role", KASSE, "- {Rolle: Betrieb, Name: Bereitschaft Laden}", "- {Rolle: Betriebe}"),
    ("unknown-role", KASSE, "(Halt: Einsatzleitung)", "(Halt: Einsatzleiter)"),
    ("missing-row", KASSE, "  - {Rolle: Betrieb}\n", ""),
    ("unknown-reference", KASSE, "von:\n  - ausrollen-laden-002", "von:\n  - ausrollen-laden-012"),
    ("retired-dependency", KASSE, f"von:\n  - {ZAHLUNG}", f"von:\n  - {ALTE}"),
    ("dependency-cycle", ZAHLUNG, "Risiko:", f"hängt_ab_von: [{KASSE}]\nRisiko:"),
    ("dependency-cycle", ALTE, "Risiko:", f"ersetzt: [{KASSE}]\nRisiko:"),
    ("former-id", ZAHLUNG, "Risiko:", "hängt_ab_von: [ausrollen-laden-001-bezahlen]\nRisiko:"),
    ("duplicate-id", ZAHLUNG, "Risiko:", "frühere_Kennungen: [ausrollen-laden-001-bezahlen]\nRisiko:"),
    ("duplicate-number", ZAHLUNG, f"Kennung: {ZAHLUNG}", "Kennung: ausrollen-laden-001-zahlung"),
    ("unknown-spec", KASSE, "  - ANF-112", "  - anf 112"),
    ("invalid-value", KASSE, "  - ANF-112", '  - "ANF<1>"'),
    ("secret-parameter", KASSE, "  stand: {", "  password: {Beschreibung: X}\n  stand: {"),
    ("parameter-example", KASSE, "Beispiel: v4.2.0", "Beispiel: 4.2.0"),
    ("invalid-value", KASSE, r"'v\d+\.\d+\.\d+'", "'(?=v)'"),
    ("unknown-parameter", KASSE, "{{ stand }}", "{{ stnd }}"),
    ("angle-placeholder", KASSE, "rollback kasse", "rollback <kasse_name>"),
    ("empty-section", KASSE, "Die Kasse wird eine einzige Seite.\n", ""),
    ("invalid-type", KASSE, "Adresse: 'https://laden.example'", "Adresse: [x]"),
]


@pytest.mark.parametrize(("rule", "name", "old", "new"), MISTAKES)
def test_a_mistake_is_found_as_in_the_twin(rule: str, name: str, old: str, new: str) -> None:
    texts = DOCUMENTS | {name: replaced(DOCUMENTS[name], old, new)}
    findings = found(texts, TEMPLATE)
    assert rule in {finding.rule for finding in findings}
    of_twin = found({name: twin(text) for name, text in texts.items()}, TWIN)
    assert [tuple(map(twin, said_by(one))) for one in findings] == [said_by(one) for one in of_twin]


def said_by(finding: Diagnostic) -> tuple[str, ...]:
    """Return all that a finding says, but no columns, since keys are not equally long."""
    related = finding.related
    return (
        f"{finding.path}:{finding.span.line}: {finding.rule}",
        *(finding.message, finding.help, finding.reason, finding.pointer),
        f"{related.path}:{related.span.line}: {related.message}" if related else "",
    )


def test_the_schemas_fit_the_documents() -> None:
    schemas: list[Any] = [make(TEMPLATE) for make in (front_matter_schema, document_schema, catalog_schema)]
    for schema in schemas:
        Draft202012Validator.check_schema(schema)
    for name, text in DOCUMENTS.items():
        data = document_data(read(text, f"procedures/{name}.md", TEMPLATE), TEMPLATE)
        assert not [*Draft202012Validator(schemas[1]).iter_errors(data)]
    assert json.loads(twin(json.dumps(schemas[0], ensure_ascii=False))) == front_matter_schema(TWIN)


def test_relations_lead_both_ways() -> None:
    catalog = Catalog([read(text, f"procedures/{name}.md", TEMPLATE) for name, text in DOCUMENTS.items()])
    relations = Relations(catalog)
    kasse, zahlung = relations.of(KASSE), relations.of(ZAHLUNG)
    assert (kasse.depends_on, kasse.supersedes, kasse.related) == ((ZAHLUNG,), (ALTE,), (ZAHLUNG,))
    assert (zahlung.required_by, relations.of(ALTE).superseded_by) == ((KASSE,), (KASSE,))
    assert [catalog.meant("ausrollen-laden-001-bezahlen")] == [catalog.get(KASSE)]
    assert [procedure.title for procedure in catalog] == ["Neue Kasse", "Neuer Zahlungsdienst", "Alte Kasse"]


def test_properties_are_those_of_the_twin() -> None:
    def shape(template: Template) -> list[tuple[str, bool, bool, bool, tuple[str, ...]]]:
        return [(p.name, p.facet, p.by_request, p.many, p.choices) for p in properties(collections(template))]

    assert shape(TEMPLATE) == shape(TWIN)
    facets = {p.name: p.label for p in properties(collections(TEMPLATE)) if p.facet}
    assert facets == {
        "project": "Project",
        "status": "Zustand",
        "risk": "Risiko",
        "author": "Autorin",
        "environment": "Umgebung",
        "overdue": "Review overdue",
        "spec": "Vorgaben",
    }


@pytest.mark.parametrize(
    "written",
    ["Autorin=A", "author=A", "Risiko=Hoch", "Risiko.Stufe=hoch", "Umgebungen=P",
     "Umgebungen.Name=P", "environment=P", "geprüft_am=2026-01-01", "Vorgaben=ANF-1", "spec=ANF-1"],
)  # fmt: skip
def test_a_query_takes_the_keys_of_the_template(written: str) -> None:
    name, value = written.split("=")
    query, problems = read_query(
        {name: [value], "sort": [f"-{name}"], "columns": [name]}, collections(TEMPLATE)
    )
    assert problems == ()
    assert query.filters[0].property == query.order[0].property == query.columns[0]


def test_a_query_names_the_keys_that_it_takes() -> None:
    _, (problem,) = read_query({"Autor": ["A"]}, collections(TEMPLATE))
    assert {"Autorin", "Risiko", "Umgebungen", "Vorgaben", "project"} <= set(problem.allowed)
    assert not {"author", "risk", "environment", "spec"} & set(problem.allowed)
    _, (problem,) = read_query({"autor": ["A"]}, collections(TWIN))
    assert {"author", "risk", "environment", "spec", "project"} <= set(problem.allowed)


def test_a_query_takes_the_keys_of_each_template_of_a_site() -> None:
    both = (*collections(TWIN), *collections(TEMPLATE))
    for name in ("author", "Autorin", "Umgebungen.Name", "environment"):
        assert read_query({name: ["A"]}, both)[1] == (), name
    _, (problem,) = read_query({"Autor": ["A"]}, both)
    assert {"author", "risk", "environment", "Kostenstelle"} <= set(problem.allowed)
    assert "Autorin" not in problem.allowed


def test_new_fills_in_what_its_options_say() -> None:
    draft = scaffold(TEMPLATE, "ausrollen-laden-004-suche", "Suche", "Jana Weiß", {"Risiko.Stufe": "hoch"})
    assert found({draft.id: draft.text}, TEMPLATE) == []
    document = read(draft.text, f"procedures/{draft.id}.md", TEMPLATE)
    values = [document.value(name) for name in ("id", "title", "status", "author", "risk")]
    assert values == [draft.id, "Suche", "Entwurf", "Jana Weiß", {"level": "Hoch"}]
    assert "  - Rolle: Technik\n  - Rolle: Betrieb\n" in draft.text  # who signs is among the contacts
    assert twin(draft.text) == scaffold(TWIN, draft.id, "Suche", "Jana Weiß", {"risk.level": "hoch"}).text
    for key, message in (("Autorin", "Use --author"), ("Kennung", "Use --id"), ("Zustand", "first status")):
        with pytest.raises(ScaffoldingError, match=f"{key} cannot be set this way.*{message}"):
            scaffold(TEMPLATE, "ausrollen-laden-004-suche", "Suche", "Jana Weiß", {key: "x"})


OLD_FORM = """\
# Suche ausrollen

## Übersicht

### Angaben

| Feld | Wert |
|---|---|
| Kennung | ausrollen-laden-004-suche |
| Zustand | [Entwurf/In Prüfung/Freigegeben/Abgelöst] |
| Fassung | 1.0.0 |
| Autorin | Jana Weiß |

### Einschätzung

**Stufe:** Hoch

## Anhang

### Menschen

| Rolle | Name | Kontakt |
|---|---|---|
| Einsatzleitung | Amir Lang | #laden |
"""


def test_migrate_takes_tables_with_german_labels() -> None:
    migrated = migrate("suche.md", OLD_FORM.encode(), TEMPLATE)
    assert not isinstance(migrated, Diagnostic)
    document = read(migrated.data, f"procedures/{migrated.name}.md", TEMPLATE)
    assert migrated.name == "ausrollen-laden-004-suche"
    assert [document.value(name) for name in ("title", "status", "author")] == [
        "Suche",
        "Entwurf",
        "Jana Weiß",
    ]
    assert document.value("contacts") == [
        {"role": "Einsatzleitung", "name": "Amir Lang", "contact": "#laden"}
    ]
    assert document.value("risk") == {"level": "Hoch"}


def test_the_summary_says_what_a_field_means() -> None:
    fields = {field["key"]: field for field in json.loads(as_json(summary(TEMPLATE)))["fields"]}
    assert (fields["Autorin"]["meaning"], fields["Kostenstelle"]["meaning"]) == ("author", "")
    columns = fields["Umgebungen"]["fields"][0]["fields"]
    assert [column["meaning"] for column in columns] == ["name", "url", "version"]
    text = as_text(summary(TEMPLATE), 120)
    assert "text (is: author)" in text
    assert "(is:" not in as_text(summary(TWIN), 120)


def test_the_commands_take_german_keys(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nplugins: [{procedures: {template: v.md}}]\n")
    (tmp_path / "v.md").write_bytes((FOLDER / "vorlage.md").read_bytes())
    (tmp_path / "procedures").mkdir()
    for name, text in DOCUMENTS.items():
        (tmp_path / "procedures" / f"{name}.md").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, arguments)
        return result.exit_code, result.stdout

    arguments = (
        "--author",
        "jana weiß",
        "--filter",
        "Risiko=Niedrig",
        "--columns",
        "Kennung,Autorin,Vorgaben",
    )
    listed = f"id,author,spec\n{ALTE},Jana Weiß,\n"
    assert run("list", "-F", "csv", *arguments) == (0, listed)
    created = "procedures/ausrollen-laden-004-neue-suche.md\n"
    options = (
        "--title",
        "Neue Suche",
        "--project",
        "laden",
        "--author",
        "Jana",
        "--set",
        "Risiko.Stufe=Hoch",
    )
    assert run("new", *options) == (0, created)
    assert run("check")[0] == 0
