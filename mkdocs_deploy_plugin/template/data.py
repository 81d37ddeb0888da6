"""Convert a procedure to plain data, as described by the document schema, for use by other tools."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from mkdocs_deploy_plugin.model import Document, Outline, Section, TaskItem
from mkdocs_deploy_plugin.template import SectionRule, Template
from mkdocs_deploy_plugin.template.gates import GateWords, read_gate, role_of
from mkdocs_deploy_plugin.template.sections import body_sections, placeholders, section_rule

_Content: TypeAlias = Callable[[Section, tuple[TaskItem, ...], SectionRule | None, Template], dict[str, Any]]


def document_data(document: Document, template: Template, everything: bool = True) -> dict[str, Any]:
    """Return front matter and body of a document as JSON types.

    The sections of the body are a mapping by heading, spelt as in the template if it has the heading.
    Numbered sections are lists under the plural of their word: `phases`, `steps`.

    Args:
        document: The document.
        template: Its template.
        everything: Whether to include the whole body. Otherwise the data has only what the schema of a
            template can check, which is enough to validate the document.
    """
    data: dict[str, Any] = {}
    if document.front_matter is not None:
        data["front_matter"] = document.front_matter.data
    if document.outline is not None:
        data["body"] = body_data(document.outline, template, everything)
    return data


def body_data(outline: Outline, template: Template, everything: bool = True) -> dict[str, Any]:
    """Return the body of a document as JSON types: `everything`, or only what a schema can check."""
    top = outline.root.sections
    title = next((section for section in top if section.level == 1), None)
    content = _content if everything else _checkable
    data: dict[str, Any] = {
        "sections": _sections(body_sections(outline), template.sections, template, content),
        "placeholders": [mark.text for mark in placeholders(outline, template)],
    }
    if title is not None:
        data["title"] = title.heading
    return data


def _sections(
    sections: tuple[Section, ...], rules: tuple[SectionRule, ...], template: Template, content: _Content
) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for section in sections:
        if section.label is None or section.label.kind not in template.words:
            rule = section_rule(section, rules)
            key = rule.heading if rule is not None else section.heading
            if key not in named:
                data = content(section, section.items, rule, template)
                data["heading"] = section.heading
                named[key] = data
    return named


def _numbered(
    section: Section, rules: tuple[SectionRule, ...], template: Template, content: _Content
) -> dict[str, Any]:
    label = section.label
    assert label is not None
    rule = next((rule for rule in rules if rule.kind == label.kind), None)
    # Any task item of a step verifies it, whatever headings divide the step.
    items = section.items
    if section.sections:
        items = tuple([item for part in section.parts() for item in part.items])
    data = content(section, items, rule, template)
    data["number"] = label.number
    data["title"] = label.title
    if role := role_of(section, template.gate_words):
        data["by"] = role
    return data


def _content(
    section: Section, items: tuple[TaskItem, ...], rule: SectionRule | None, template: Template
) -> dict[str, Any]:
    """Return the whole content of a section."""
    data: dict[str, Any] = {
        "anchor": section.anchor,
        "text": section.text,
        "items": [_item(item, template.gate_words) for item in items],
        "commands": [{"language": c.language, "text": c.text} for c in section.commands],
    }
    _add_sections(data, section, rule, template, _content)
    return data


def _checkable(
    section: Section, items: tuple[TaskItem, ...], rule: SectionRule | None, template: Template
) -> dict[str, Any]:
    """Return the content of a section that a schema can check.

    Of a section that the template has no rule for, that is whether there is any.
    """
    if rule is None:
        content: dict[str, Any] = {"text": section.text[:1], "commands": [{}] if section.commands else []}
        return content | {"sections": {}} if section.sections else content
    data: dict[str, Any] = {
        "text": section.text,
        "commands": [{}] if section.commands else [],
        "items": [
            {"text": item.text, "reason": item.reason} if item.struck else {"text": item.text}
            for item in items
        ],
    }
    _add_sections(data, section, rule, template, _checkable)
    return data


def _add_sections(
    data: dict[str, Any], section: Section, rule: SectionRule | None, template: Template, content: _Content
) -> None:
    if section.sections:
        rules = rule.sections if rule is not None else ()
        for inner in section.sections:
            if inner.label is not None and (plural := template.words.get(inner.label.kind)) is not None:
                data.setdefault(plural, []).append(_numbered(inner, rules, template, content))
        data["sections"] = _sections(section.sections, rules, template, content)


def _item(item: TaskItem, words: GateWords) -> dict[str, Any]:
    data: dict[str, Any] = {"id": item.id, "text": item.text, "rev": item.rev, "checked": item.checked}
    if item.struck:
        data["struck"] = True
        data["reason"] = item.reason
    if item.remarks:
        gate = read_gate(item.remarks, words)
        data |= {name: value for name, value in gate._asdict().items() if value}
    return data
