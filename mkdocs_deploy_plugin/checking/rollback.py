"""The rule that each phase is named by a rollback step, or says why it is not.

Nothing is inferred from commands. A phase is named if `rolled_back` would show it as that on the page.
The template defines the phrases by which a phase says that it needs no rollback step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mkdocs_deploy_plugin.checking.front_matter import because
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Outline, Related, Section
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.rollback import Parts, named_by_rollback, names_in
from mkdocs_deploy_plugin.text import one_of, quoted


def check_rollback(document: Document, outline: Outline, template: Template) -> Iterator[Diagnostic]:
    """Yield a finding for each phase that no rollback step names and that does not say why.

    Procedures in the first status are not checked, nor are those without rollback steps, which another
    rule reports.
    """
    status = document.string("status")
    if not template.is_finished(status):
        return
    parts = Parts.of(outline, template)
    required = [
        (phase, rule, rule.rollback_unless)
        for phase, rule in parts.phases
        if rule.rollback_unless is not None
    ]
    rollback = next((section for section in parts.rollback if _has_steps(section)), None)
    if not required or rollback is None:
        return
    own = document.string("id")
    named = named_by_rollback(parts, template, own)
    targets = frozenset().union(*named.values())
    for phase, rule, phrases in required:
        sections = list(phase.walk())
        if phase.label is None or any(one.label is not None and one.anchor in targets for one in sections):
            continue
        if any(not named.keys().isdisjoint(names_in(one, template, own)) for one in sections):
            continue  # Most phases are named, which saves searching them.
        name = f"{phase.label.word} {phase.label.number}"
        message = f"No rollback step names {name}"
        help_ = f"Name {name} in a step below {quoted(rollback.heading)}"
        if phrases:
            said, has_reason = _said(sections, phrases)
            if has_reason:
                continue
            if said:
                message = f"{name} says {quoted(said)} without a reason"
            alternatives = one_of([quoted(f"{phrase}: …") for phrase in phrases])
            help_ += f", or write {alternatives} below this heading, with the reason"
        yield diagnostic(
            "phase-without-rollback",
            document.source.path,
            outline.span(phase.start, phase.end),
            message,
            f"{help_}.",
            reason=". ".join(filter(None, (because("required", document, template), rule.description))),
            related=Related(
                document.source.path, outline.span(rollback.start, rollback.end), "the rollback steps"
            ),
        )


def _has_steps(section: Section) -> bool:
    return any(inner.label is not None for inner in section.walk())


def _said(sections: Sequence[Section], phrases: tuple[str, ...]) -> tuple[str, bool]:
    """Return the phrase found in some sections, and whether a reason follows it anywhere."""
    said = ""
    for section in sections:
        for match in _pattern(phrases).finditer(section.text):
            if match["reason"]:
                return match[0], True
            said = said or match[0]
    return said, False


@lru_cache(maxsize=8)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a phrase; the group `reason` matches a colon and at least the start of a word."""
    reason = r"[\s*_]*[:\N{FULLWIDTH COLON}][\W\d_]*[^\W\d_]{2}"
    return re.compile(rf"(?:{'|'.join(map(_whole, phrases))})(?P<reason>{reason})?", re.I)


def _whole(phrase: str) -> str:
    """Return the pattern of a phrase as whole words, in scripts that have letter case."""
    before, after = (r"\b" if char.upper() != char.lower() else "" for char in (phrase[0], phrase[-1]))
    return before + r"\s+".join(map(re.escape, phrase.split())) + after
