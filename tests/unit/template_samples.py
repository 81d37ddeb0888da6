"""Eight templates, each with a filled-in document, that must all work alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mkdocs_deploy_plugin.model import Document, Outline, Section
from mkdocs_deploy_plugin.template import SectionRule, Template, load_template
from mkdocs_deploy_plugin.template.kinds import KINDS
from mkdocs_deploy_plugin.template.sections import body_sections, section_rule
from tests.unit.samples import FIXTURES, GOOD, GOOD_ID, ROOT, read, replaced


@dataclass(frozen=True)
class Sample:
    """A template and a document that fits it.

    Attributes:
        source: The text of the template.
        identifier: The id of the document.
        text: The text of the document.
    """

    source: str
    identifier: str
    text: str

    @cached_property
    def template(self) -> Template:
        return load_template("template.md", self.source.encode())

    @property
    def path(self) -> str:
        return f"procedures/{self.identifier}.md"

    @cached_property
    def document(self) -> Document:
        return read(self.text, self.path, self.template)

    @property
    def outline(self) -> Outline:
        assert self.document.outline is not None
        return self.document.outline

    def rules(self) -> Iterator[tuple[Section, SectionRule]]:
        """Yield the sections of the document that the template has a rule for, with the rules."""

        def walk(
            sections: tuple[Section, ...], rules: tuple[SectionRule, ...]
        ) -> Iterator[tuple[Section, SectionRule]]:
            for section in sections:
                kind = section.label.kind if section.label is not None else None
                rule = (
                    next((rule for rule in rules if rule.kind == kind), None)
                    if kind in self.template.words
                    else section_rule(section, rules)
                )
                if rule is not None:
                    yield section, rule
                    yield from walk(section.sections, rule.sections)

        yield from walk(body_sections(self.outline), self.template.sections)

    def line(self, section: Section) -> int:
        """Return the index of the line of a heading."""
        return self.outline.span(section.start, section.end).line - 1

    def end(self, section: Section) -> int:
        """Return the index of the line after a section and all in it."""
        following = [
            self.line(other)
            for other in self.outline.sections()
            if other.start > section.start and other.level <= section.level
        ]
        return min(following, default=len(self.lines))

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines(keepends=True)


def _files(template: Path, document: Path, *relations: str) -> Sample:
    """Return a sample from two files; the document without what it says of others."""
    text = document.read_text(encoding="utf-8")
    for relation in relations:
        text = replaced(text, relation, "")
    return Sample(template.read_text(encoding="utf-8"), document.stem, text)


def _shipped(kind: str, document: str) -> Sample:
    (path,) = ROOT.glob(f"[!.]*/{document}.md")
    return Sample(KINDS[kind].read().decode(), document, path.read_text(encoding="utf-8"))


TEMPLATES: Mapping[str, Sample] = {
    "deployment-procedure": Sample(KINDS["deployment-procedure"].read().decode(), GOOD_ID, GOOD),
    "incident-runbook": _shipped("incident-runbook", "runbook-shop-001-checkout-latency"),
    "database-change": _shipped("database-change", "dbchange-shop-004-order-number-bigint"),
    "disaster-recovery-exercise": _shipped("disaster-recovery-exercise", "drex-shop-002-region-loss"),
    "a German one": _files(
        FIXTURES / "german" / "vorlage.md",
        FIXTURES / "german" / "ausrollen-laden-001-kasse.md",
        "  - ausrollen-laden-002-zahlung\n"
        "  - {Titel: Feinentwurf der Kasse, Adresse: 'https://vorgaben.example/kasse'}\n",
        "hängt_ab_von:\n  - ausrollen-laden-002-zahlung\nersetzt:\n  - ausrollen-laden-003-alte-kasse\n",
    ),
    "a Japanese one": _files(
        FIXTURES / "templates" / "japanese.md",
        FIXTURES / "templates" / "tejun-shop-001-checkout.md",
        "depends_on:\n  - tejun-shop-002-database\n",
    ),
    "maintenance, without phases": _files(
        FIXTURES / "templates" / "maintenance.md", FIXTURES / "templates" / "maint-001-rotate-logs.md"
    ),
    "handover, without steps and rollback": _files(
        FIXTURES / "templates" / "handover.md", FIXTURES / "templates" / "handover-001-payments-night.md"
    ),
}
"""The templates that come with the package, and others that teams could have."""
