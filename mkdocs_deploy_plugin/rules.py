"""Every rule of the checker: its name, how much it matters unless a team says otherwise, and what it finds.

Findings are made by `diagnostic` alone, so a rule that is not in this table cannot be reported. The
reference has one page for each entry, `docs/reference/rules/<name>.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from mkdocs_deploy_plugin.model import Diagnostic, Fix, Related, Severity, Span


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that the checker finds.

    Attributes:
        name: In kebab-case, as messages, settings and waivers have it.
        severity: Whether its findings fail the build where the settings say nothing else.
        summary: What was found, in one sentence.
    """

    name: str
    severity: Severity
    summary: str

    @property
    def url(self) -> str:
        """Its place in the reference, relative to the root of this project's site."""
        return f"reference/rules/#{self.name}"


_ERRORS = {
    "dependency-cycle": "Procedures depend on, or supersede, each other in a circle, so none can be first.",
    "duplicate-id": "Two procedures have the same id.",
    "duplicate-key": "A key stands twice in the front matter, so one value would be lost.",
    "duplicate-path": "Two files have paths that differ in the case of letters alone.",
    "duplicate-section": "A section of the template stands twice.",
    "empty-section": "A section needs text in this status and has none.",
    "empty-value": "A key has no value, an empty text, or an empty list where entries are needed.",
    "id-file-name": "The id is not the name of the file.",
    "invalid-choice": "The value is none of those that the template lists.",
    "invalid-directive": "A directive cannot be read, or asks for something that there is not.",
    "invalid-title": "The first heading does not follow the template.",
    "invalid-type": "A list stands where text belongs, text where a list belongs, and the like.",
    "invalid-value": "The value does not have the form that the template asks for, such as a date or an id.",
    "invalid-waiver": "A waiver has no reason, names no rule, or is not written as waivers are.",
    "invalid-yaml": "The front matter is not YAML, or uses what no procedure may, such as tags.",
    "json-front-matter": "The front matter is JSON. Only YAML is read.",
    "merge-conflict": "The marks of an unfinished merge stand in the file.",
    "misplaced-step": "A numbered heading stands where the template has none of its form.",
    "missing-check": "A baseline check of the template is neither kept nor struck.",
    "missing-field": "A key is missing that the template asks for, in this status or always.",
    "missing-row": "A row that every procedure has to have is missing.",
    "missing-section": "A section is missing, or stands at another level.",
    "missing-step": "A phase has no step, or the procedure has no phase.",
    "missing-title": "The body has no heading of level 1.",
    "no-front-matter": "The file does not begin with front matter.",
    "not-utf8": "The file is not UTF-8 text.",
    "parameter-example": "The example of a parameter does not match its own pattern.",
    "placeholder": "A placeholder, a TODO or an empty list item is left in the text.",
    "placeholder-value": "A value of the front matter is still the template's placeholder.",
    "retired-dependency": "A procedure depends on one that is retired.",
    "secret-parameter": "A parameter is named like a secret, and its value would be shown and stored.",
    "section-order": "A section stands after one that the template has behind it.",
    "self-approval": "The approver is the author.",
    "stale-baseline": "A finding that the baseline accepts is not there any more.",
    "step-number": "A phase or step has not the number that comes next, or stands twice.",
    "struck-without-reason": "A struck item has no reason behind it.",
    "text-before-front-matter": "A blank line or text stands before the fence that opens the front matter.",
    "todo-in-command": "A TODO is left in a command block.",
    "toml-front-matter": "The front matter is TOML. Only YAML is read.",
    "too-large": "The file, or its front matter, is larger than a procedure may be.",
    "unclosed-fence": "A code block has no end, so what follows is code, too.",
    "unclosed-front-matter": "The front matter has no closing fence.",
    "unexplained-violation": "The procedure does not fit the schema, and no other rule says why.",
    "unknown-field": "The template knows no such key. Often it is misspelt.",
    "unknown-parameter": "A name in double braces is close to that of a parameter and is none.",
    "unknown-reference": "There is no procedure with this id.",
    "unknown-role": "A role signs off that is not among the contacts.",
    "unknown-spec": "An entry of `related_specs` matches no pattern of `spec_links`.",
    "unknown-step": "There is no phase, step or anchor of this name in the procedure.",
    "unreadable": "The path is not a file, or the file cannot be opened.",
    "unverified-step": "A step has no task item that verifies it, or runs commands and has struck ones only.",
    "yaml-alias": "Anchors and aliases of the front matter expand to more than a procedure may have.",
    "yaml-boolean": "A word without quotes, such as `no` or `on`, is true or false where text belongs.",
    "yaml-colon": "A colon and a space in a value without quotes make YAML read a mapping.",
    "yaml-comment": "A # behind a space cuts a value: YAML takes the rest of the line for a comment.",
    "yaml-number": "A value without quotes is read as a number, and `1.10` becomes 1.1.",
    "yaml-tab": "The front matter is indented with a tab, which YAML does not allow.",
}
_WARNINGS = {
    "future-review": "The day of the last review has not come yet.",
    "overdue-review": "The last review is longer ago than the team allows.",
    "phase-without-rollback": "No rollback step names a phase, and the phase does not say why.",
    "unknown-directive": "There is no directive of this name, so nothing is shown in its place.",
    "unused-waiver": "A waiver waives nothing.",
    "yaml-date": "Text without quotes that is a date for other readers of YAML.",
    "yaml-octal": "Digits behind a zero, without quotes: an octal number for other readers of YAML.",
    "yaml-time": "Text such as `12:30`, without quotes: a number for other readers of YAML.",
}

RULES: Mapping[str, Rule] = {
    name: Rule(name, severity, summary)
    for name, severity, summary in sorted(
        [(name, Severity.ERROR, summary) for name, summary in _ERRORS.items()]
        + [(name, Severity.WARNING, summary) for name, summary in _WARNINGS.items()]
    )
}
"""All rules by their names, in the order of the names."""


def diagnostic(
    rule: str,
    path: str,
    span: Span,
    message: str,
    help: str = "",
    *,
    reason: str = "",
    pointer: str = "",
    related: Related | None = None,
    fix: Fix | None = None,
) -> Diagnostic:
    """Make a finding of a rule, with the severity that the rule has by default.

    Raises:
        KeyError: There is no such rule.
    """
    return Diagnostic(rule, RULES[rule].severity, path, span, message, help, reason, pointer, related, fix)


def levelled(
    diagnostics: Iterable[Diagnostic], levels: Mapping[str, Severity | None]
) -> Iterator[Diagnostic]:
    """Yield findings with the severities that a team has set, without those of rules that are off."""
    for one in diagnostics:
        severity = levels.get(one.rule, one.severity)
        if severity is not None:
            yield one if severity is one.severity else replace(one, severity=severity)
