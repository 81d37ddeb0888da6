"""The rule that a rollback step names each phase, or that the phase says why none does.

Nothing is guessed from commands. Whether a step names a phase is told as on the page, by `rollback`.
The words with which a phase says that no step is for it are the template's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mkdocs_deploy_plugin.checking.problem import one_of, quoted
from mkdocs_deploy_plugin.model import Diagnostic, Document, Outline, Related, Section
from mkdocs_deploy_plugin.rollback import Parts, rolled_back
from mkdocs_deploy_plugin.rules import diagnostic
from mkdocs_deploy_plugin.template import Template


def check_rollback(document: Document, outline: Outline, template: Template) -> Iterator[Diagnostic]:
    """Yield the phases that no rollback step names and that do not say why.

    Nothing is asked of the first status, and of a procedure without a rollback step: that is a finding
    already.
    """
    status = document.string("status")
    if status not in template.statuses[1:]:
        return
    parts = Parts.of(outline, template)
    asked = [
        (phase, rule, rule.rollback_unless)
        for phase, rule in parts.phases
        if rule.rollback_unless is not None
    ]
    rollback = next((section for section in parts.rollback if _has_steps(section)), None)
    if not asked or rollback is None:
        return
    named = {
        anchor
        for anchors in rolled_back(parts, template, document.string("id")).values()
        for anchor in anchors
    }
    for phase, rule, phrases in asked:
        sections = list(phase.walk())
        if phase.label is None or any(section.anchor in named for section in sections):
            continue
        name = f"{phase.label.word} {phase.label.number}"
        message = f"No rollback step names {name}"
        help_ = f"Name {name} in a step below {quoted(rollback.heading)}"
        if phrases:
            said, has_reason = _said(sections, phrases)
            if has_reason:
                continue
            if said:
                message = f"{name} says {quoted(said)} without a reason"
            ways = one_of([quoted(f"{phrase}: …") for phrase in phrases])
            help_ += f", or write {ways} below this heading, with the reason"
        yield diagnostic(
            "phase-without-rollback",
            document.source.path,
            outline.span(phase.start, phase.end),
            message,
            f"{help_}.",
            reason=f"required because status is {status}. {rule.description}".strip(),
            related=Related(
                document.source.path, outline.span(rollback.start, rollback.end), "the rollback steps"
            ),
        )


def _has_steps(section: Section) -> bool:
    return any(inner.label is not None for inner in section.walk())


def _said(sections: Sequence[Section], phrases: tuple[str, ...]) -> tuple[str, bool]:
    """Return the phrase that stands in some sections, and whether a reason follows it anywhere."""
    said = ""
    for section in sections:
        for match in _pattern(phrases).finditer(section.text):
            if match["reason"]:
                return match[0], True
            said = said or match[0]
    return said, False


@lru_cache(maxsize=8)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a phrase, with a colon and at least one word behind it if there is a reason."""
    reason = r"[\s*_]*[:\N{FULLWIDTH COLON}][\W\d_]*[^\W\d_]{2}"
    return re.compile(rf"(?:{'|'.join(map(_whole, phrases))})(?P<reason>{reason})?", re.I)


def _whole(phrase: str) -> str:
    """Return the pattern of a phrase that is not part of a longer word, in scripts that part words."""
    before, behind = (r"\b" if char.upper() != char.lower() else "" for char in (phrase[0], phrase[-1]))
    return before + r"\s+".join(map(re.escape, phrase.split())) + behind
