"""Say what a change of the template means for the documents that there are, as text or JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.template.changes import TemplateChange, Trace
from mkdocs_deploy_plugin.text import encodable, printable, quantity, quoted

VERSION = 1
"""The version of the JSON. It changes when a key is renamed or removed, or changes its meaning."""


@dataclass(frozen=True, slots=True)
class Effect:
    """A change, and the documents that it touches.

    Attributes:
        change: The change.
        documents: The paths of the documents that a writer has to look at because of it.
        fixed: The paths of those for which `procedures check --fix` does all of it.
    """

    change: TemplateChange
    documents: tuple[str, ...]
    fixed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """What the change of a template means for a site.

    Attributes:
        old: The name of the old template.
        new: The name of the new one.
        total: The number of documents.
        effects: The changes with what they touch.
        others: New findings that belong to none of the changes.
    """

    old: str
    new: str
    total: int
    effects: tuple[Effect, ...]
    others: tuple[Diagnostic, ...]


def effects_of(
    names: tuple[str, str], folder: str, changes: Sequence[TemplateChange], before: Project, after: Project
) -> Effects:
    """Return what changes touch: the findings that the new template brings tell which documents.

    Args:
        names: The names of the old template and of the new one.
        folder: The folder of the collection that has the templates.
        changes: The changes from one to the other.
        before: The documents, checked by the old template.
        after: The same documents, checked by the new one.
    """
    known = Counter(map(_identity, before.diagnostics))
    brought: list[Diagnostic] = []
    for finding in after.diagnostics:
        if known[_identity(finding)] > 0:
            known[_identity(finding)] -= 1
        else:
            brought.append(finding)
    effects = [
        _effect(change, [one for one in brought if _causes(change, one)], before) for change in changes
    ]
    others = [one for one in brought if not any(_causes(change, one) for change in changes)]
    documents = sum(procedure.collection.folder == folder for procedure in after.catalog)
    return Effects(*names, documents, tuple(effects), tuple(others))


def _identity(finding: Diagnostic) -> tuple[str, ...]:
    return finding.path, finding.rule, finding.pointer, finding.message


def _causes(change: TemplateChange, finding: Diagnostic) -> bool:
    return any(_is_left_by(trace, finding) for trace in change.traces)


def _is_left_by(trace: Trace, finding: Diagnostic) -> bool:
    if trace.pointer and not re.fullmatch(trace.pointer, finding.pointer):
        return False
    return all(text in finding.message for text in trace.says)


def _effect(change: TemplateChange, findings: Sequence[Diagnostic], project: Project) -> Effect:
    paths = dict.fromkeys(finding.path for finding in findings)
    unfixed = {finding.path for finding in findings if finding.fix is None}
    if change.left:
        paths |= dict.fromkeys(_that_have(change, project))
        unfixed |= paths.keys()
    return Effect(change, tuple(paths), tuple(path for path in paths if path not in unfixed))


def _that_have(change: TemplateChange, project: Project) -> Iterator[str]:
    """Yield the documents with a heading, or with the words of a check, that the template no longer has."""
    for procedure in project.catalog:
        outline = procedure.document.outline
        if change.what == "check":
            has = change.left in procedure.document.body
        else:
            names = (
                section.heading if section.label is None else f"{section.label.word} {section.label.shape}"
                for section in (outline.sections() if outline is not None else ())
            )
            has = change.left.casefold() in map(str.casefold, names)
        if has:
            yield procedure.path


def as_text(shown: Effects) -> str:
    """Return one line for each change, after the number of documents that it touches."""
    return "".join(f"{encodable(printable(line))}\n" for line in _lines(shown))


def _lines(shown: Effects) -> Iterator[str]:
    documents = quantity(shown.total, "document")
    yield f"{shown.old} → {shown.new}: {quantity(len(shown.effects), 'change')} for {documents}"
    if shown.effects:
        yield ""
    for effect in shown.effects:
        change, number = effect.change, len(effect.documents)
        inside = f" in {quoted(change.inside)}" if change.inside else ""
        line = f"{number:>6}  {change.what} {quoted(change.name)}{inside} {change.change}."
        line += f" {change.task}" if change.task else ""
        if effect.fixed:
            does = (
                "adds the template's text"
                if change.what == "section" and "new" in change.change
                else "does it"
            )
            line += f" procedures check --fix {does}"
            line += "." if len(effect.fixed) == number else f" in {len(effect.fixed)}."
        yield line
    if shown.others:
        number = len({finding.path for finding in shown.others})
        yield f"{number:>6}  {quantity(len(shown.others), 'other finding')}"


def as_json(shown: Effects) -> str:
    """Return the same as JSON."""
    data = {
        "version": VERSION,
        "old": shown.old,
        "new": shown.new,
        "documents": shown.total,
        "changes": [
            {
                "what": effect.change.what,
                "name": effect.change.name,
                "inside": effect.change.inside,
                "change": effect.change.change,
                "task": effect.change.task,
                "documents": list(effect.documents),
                "fixed": list(effect.fixed),
            }
            for effect in shown.effects
        ],
        "others": [
            {"path": finding.path, "rule": finding.rule, "message": finding.message}
            for finding in shown.others
        ],
    }
    return encodable(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"
