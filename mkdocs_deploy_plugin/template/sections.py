"""Match the sections of a body to those of a template."""

from __future__ import annotations

from mkdocs_deploy_plugin.model import Mark, Outline, Section
from mkdocs_deploy_plugin.template import SectionRule, Template


def body_sections(outline: Outline) -> tuple[Section, ...]:
    """Return the sections below the title, or the top-level sections if the title is missing."""
    sections: list[Section] = []
    for section in outline.root.sections:
        sections.extend(section.sections if section.level == 1 else [section])
    return tuple(sections)


def section_rule(section: Section, rules: tuple[SectionRule, ...]) -> SectionRule | None:
    """Return the rule of an unnumbered section by its heading, ignoring case, or None."""
    heading = section.heading
    for rule in rules:
        if rule.heading == heading and rule.kind is None:
            return rule
    folded = heading.casefold()
    for rule in rules:
        if rule.kind is None and rule.heading.casefold() == folded:
            return rule
    return None


def section_key(section: Section, rules: tuple[SectionRule, ...]) -> str:
    """Return the name of a section: the template's spelling of its heading, or else its own."""
    rule = section_rule(section, rules)
    return rule.heading if rule is not None else section.heading


def placeholders(outline: Outline, template: Template) -> list[Mark]:
    """Return the marks of a body that are placeholders of the template, empty bullets or TODOs."""
    return [
        mark
        for mark in outline.marks
        if mark.text in ("", "TODO") or mark.text.lower() in template.placeholders
    ]
