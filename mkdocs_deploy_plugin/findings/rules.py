"""The registry of rules: everything that is particular to a rule, but for the check that reports it.

Findings are made by `diagnostic` alone, so a rule that is not registered cannot be reported. Nothing
elsewhere depends on the name of a rule. Each rule has a page, `docs/reference/rules/<name>.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from mkdocs_deploy_plugin.model import Diagnostic, Fix, Related, Severity, Span


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that the checker reports.

    Attributes:
        name: In kebab case, as messages, settings and waivers have it.
        severity: The severity of its findings, unless the settings say otherwise.
        summary: What is wrong, in one sentence.
        checks: The modules of the package that report it.
        hides: Whether it keeps the checker from looking further, so that fixing it may reveal others.
        brings: The rules whose findings its fix may bring: the fix inserts text that is to be filled in.
        at_gap: Whether something is missing, so that its place is that of a neighbor.
        about_key: Whether it is about a key of the front matter and not about its value.
        replaces: The rules whose findings at the same place follow from this one.
        moves_numbers: Whether its fix changes numbers that other procedures may refer to.
        open_ended: Whether it leaves open where the front matter ends.
    """

    name: str
    severity: Severity
    summary: str
    checks: tuple[str, ...]
    hides: bool = False
    brings: tuple[str, ...] = ()
    at_gap: bool = False
    about_key: bool = False
    replaces: tuple[str, ...] = ()
    moves_numbers: bool = False
    open_ended: bool = False

    @property
    def page(self) -> str:
        """Its page in the reference, relative to `docs/`."""
        return f"reference/rules/{self.name}.md"

    @property
    def url(self) -> str:
        """Its place in the reference, relative to the root of this project's site."""
        return f"reference/rules/#{self.name}"


_RULES = (
    Rule("dependency-cycle", Severity.ERROR,
         "Procedures depend on, or supersede, each other in a circle, so none can be first.",
         ("checking.relations",)),
    Rule("duplicate-id", Severity.ERROR,
         "Two procedures have the same id.",
         ("checking.references",), replaces=("id-file-name",)),
    Rule("duplicate-key", Severity.ERROR,
         "A key stands twice in the front matter, so one value would be lost.",
         ("reading.yaml_events",), hides=True, about_key=True),
    Rule("duplicate-path", Severity.ERROR,
         "Two files have paths that differ in the case of letters alone.",
         ("checking.relations",)),
    Rule("duplicate-section", Severity.ERROR,
         "A section of the template stands twice.",
         ("checking.document",)),
    Rule("empty-section", Severity.ERROR,
         "A section needs text in this status and has none.",
         ("checking.explain_body",)),
    Rule("empty-value", Severity.ERROR,
         "A key has no value, an empty text, or an empty list where entries are needed.",
         ("checking.explain_front_matter",)),
    Rule("future-review", Severity.WARNING,
         "The day of the last review has not come yet.",
         ("checking.whole",)),
    Rule("id-file-name", Severity.ERROR,
         "The id is not the name of the file.",
         ("checking.document",)),
    Rule("invalid-choice", Severity.ERROR,
         "The value is none of those that the template lists.",
         ("checking.explain_front_matter",), hides=True),
    Rule("invalid-directive", Severity.ERROR,
         "A directive cannot be read, or asks for something that there is not.",
         ("checking.directives",)),
    Rule("invalid-title", Severity.ERROR,
         "The first heading does not follow the template.",
         ("checking.explain_body",), hides=True),
    Rule("invalid-type", Severity.ERROR,
         "A list stands where text belongs, text where a list belongs, and the like.",
         ("checking.explain_front_matter",), hides=True),
    Rule("invalid-value", Severity.ERROR,
         "The value does not have the form that the template asks for, such as a date or an id.",
         ("checking.explain_front_matter", "checking.parameters",)),
    Rule("invalid-waiver", Severity.ERROR,
         "A waiver has no reason, names no rule, or is not written as waivers are.",
         ("checking.waivers",)),
    Rule("invalid-yaml", Severity.ERROR,
         "The front matter is not YAML, or uses what no procedure may, such as tags.",
         ("reading.front_matter", "reading.yaml_errors", "reading.yaml_events",), hides=True),
    Rule("json-front-matter", Severity.ERROR,
         "The front matter is JSON. Only YAML is read.",
         ("reading.fences",), hides=True),
    Rule("merge-conflict", Severity.ERROR,
         "The marks of an unfinished merge stand in the file.",
         ("reading.conflicts",), hides=True),
    Rule("misplaced-step", Severity.ERROR,
         "A numbered heading stands where the template has none of its form.",
         ("checking.explain_body", "checking.numbering",), hides=True),
    Rule("missing-check", Severity.ERROR,
         "A baseline check of the template is neither kept nor struck.",
         ("checking.explain_body",), brings=("placeholder",), at_gap=True),
    Rule("missing-field", Severity.ERROR,
         "A key is missing that the template asks for, in this status or always.",
         ("checking.explain_front_matter",), at_gap=True),
    Rule("missing-row", Severity.ERROR,
         "A row that every procedure has to have is missing.",
         ("checking.explain_front_matter",), brings=("placeholder-value",), at_gap=True),
    Rule("missing-section", Severity.ERROR,
         "A section is missing, or stands at another level.",
         ("checking.explain_body",), hides=True, at_gap=True),
    Rule("missing-step", Severity.ERROR,
         "A phase has no step, or the procedure has no phase.",
         ("checking.explain_body",), at_gap=True),
    Rule("missing-title", Severity.ERROR,
         "The body has no heading of level 1.",
         ("checking.explain_body",), hides=True, at_gap=True),
    Rule("no-front-matter", Severity.ERROR,
         "The file does not begin with front matter.",
         ("reading.fences",), hides=True),
    Rule("not-utf8", Severity.ERROR,
         "The file is not UTF-8 text.",
         ("reading.source",)),
    Rule("overdue-review", Severity.WARNING,
         "The last review is longer ago than the team allows.",
         ("checking.whole",)),
    Rule("parameter-example", Severity.ERROR,
         "The example of a parameter does not match its own pattern.",
         ("checking.parameters",)),
    Rule("phase-without-rollback", Severity.WARNING,
         "No rollback step names a phase, and the phase does not say why.",
         ("checking.rollback",)),
    Rule("placeholder", Severity.ERROR,
         "A placeholder, a TODO or an empty list item is left in the text.",
         ("checking.explain_body",)),
    Rule("placeholder-value", Severity.ERROR,
         "A value of the front matter is still the template's placeholder.",
         ("checking.explain_front_matter",)),
    Rule("retired-dependency", Severity.ERROR,
         "A procedure depends on one that is retired.",
         ("checking.relations",)),
    Rule("secret-parameter", Severity.ERROR,
         "A parameter is named like a secret, and its value would be shown and stored.",
         ("checking.parameters",)),
    Rule("section-order", Severity.ERROR,
         "A section stands after one that the template has behind it.",
         ("checking.document",)),
    Rule("self-approval", Severity.ERROR,
         "The approver is the author.",
         ("checking.whole",)),
    Rule("stale-baseline", Severity.ERROR,
         "A finding that the baseline accepts is not there any more.",
         ("findings.baseline",)),
    Rule("step-number", Severity.ERROR,
         "A phase or step has not the number that comes next, or stands twice.",
         ("checking.numbering",), moves_numbers=True),
    Rule("struck-without-reason", Severity.ERROR,
         "A struck item has no reason behind it.",
         ("checking.explain_body",)),
    Rule("text-before-front-matter", Severity.ERROR,
         "A blank line or text stands before the fence that opens the front matter.",
         ("reading.fences",), hides=True),
    Rule("todo-in-command", Severity.ERROR,
         "A TODO is left in a command block.",
         ("checking.explain_body",)),
    Rule("toml-front-matter", Severity.ERROR,
         "The front matter is TOML. Only YAML is read.",
         ("reading.fences",), hides=True),
    Rule("too-large", Severity.ERROR,
         "The file, or its front matter, is larger than a procedure may be.",
         ("authoring.migration.document", "checking.parameters", "reading.document", "reading.yaml_events",)),
    Rule("unclosed-fence", Severity.ERROR,
         "A code block has no end, so what follows is code, too.",
         ("reading.document",), hides=True),
    Rule("unclosed-front-matter", Severity.ERROR,
         "The front matter has no closing fence.",
         ("reading.fences",), hides=True, open_ended=True),
    Rule("unexplained-violation", Severity.ERROR,
         "The procedure does not fit the schema, and no other rule says why.",
         ("checking.violation",)),
    Rule("unknown-directive", Severity.WARNING,
         "There is no directive of this name, so nothing is shown in its place.",
         ("checking.directives",)),
    Rule("unknown-field", Severity.ERROR,
         "The template knows no such key. Often it is misspelt.",
         ("checking.explain_front_matter",), hides=True, about_key=True),
    Rule("unknown-parameter", Severity.ERROR,
         "A name in double braces is close to that of a parameter and is none.",
         ("checking.whole",)),
    Rule("unknown-reference", Severity.ERROR,
         "There is no procedure with this id.",
         ("checking.references",)),
    Rule("unknown-role", Severity.ERROR,
         "A role signs off that is not among the contacts.",
         ("checking.whole",)),
    Rule("unknown-spec", Severity.ERROR,
         "An entry of `related_specs` matches no pattern of `spec_links`.",
         ("checking.references",)),
    Rule("unknown-step", Severity.ERROR,
         "There is no phase, step or anchor of this name in the procedure.",
         ("checking.references",)),
    Rule("unreadable", Severity.ERROR,
         "The path is not a file, or the file cannot be opened.",
         ("authoring.migration.files", "project",)),
    Rule("unused-waiver", Severity.WARNING,
         "A waiver waives nothing.",
         ("checking.waivers",)),
    Rule("unverified-step", Severity.ERROR,
         "A step has no task item that verifies it, or runs commands and has struck ones only.",
         ("checking.explain_body", "checking.whole",)),
    Rule("yaml-alias", Severity.ERROR,
         "Anchors and aliases of the front matter expand to more than a procedure may have.",
         ("reading.yaml_events",), hides=True),
    Rule("yaml-boolean", Severity.ERROR,
         "A word without quotes, such as `no` or `on`, is true or false where text belongs.",
         ("checking.explain_front_matter",), hides=True),
    Rule("yaml-colon", Severity.ERROR,
         "A colon and a space in a value without quotes make YAML read a mapping.",
         ("checking.explain_front_matter", "reading.yaml_errors",), hides=True),
    Rule("yaml-comment", Severity.ERROR,
         "A # behind a space cuts a value: YAML takes the rest of the line for a comment.",
         ("reading.yaml_comments", "reading.yaml_errors",), hides=True),
    Rule("yaml-date", Severity.WARNING,
         "Text without quotes that is a date for other readers of YAML.",
         ("checking.ambiguous",)),
    Rule("yaml-number", Severity.ERROR,
         "A value without quotes is read as a number, and `1.10` becomes 1.1.",
         ("checking.explain_front_matter",), hides=True),
    Rule("yaml-octal", Severity.WARNING,
         "Digits behind a zero, without quotes: an octal number for other readers of YAML.",
         ("checking.ambiguous",)),
    Rule("yaml-tab", Severity.ERROR,
         "The front matter is indented with a tab, which YAML does not allow.",
         ("reading.yaml_errors",), hides=True),
    Rule("yaml-time", Severity.WARNING,
         "Text such as `12:30`, without quotes: a number for other readers of YAML.",
         ("checking.ambiguous",)),
)  # fmt: skip

RULES: Mapping[str, Rule] = {rule.name: rule for rule in _RULES}
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


def rule_of(diagnostic: Diagnostic) -> Rule:
    """Return the rule that a finding is of."""
    return RULES[diagnostic.rule]


def without_consequences(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings without those that follow from another one at the same place."""
    diagnostics = list(diagnostics)
    replaced = {
        (diagnostic.path, diagnostic.span, name)
        for diagnostic in diagnostics
        for name in rule_of(diagnostic).replaces
    }
    return [one for one in diagnostics if (one.path, one.span, one.rule) not in replaced]


def levelled(
    diagnostics: Iterable[Diagnostic], levels: Mapping[str, Severity | None]
) -> Iterator[Diagnostic]:
    """Yield findings with the severities that a team has set, without those of rules that are off."""
    for one in diagnostics:
        severity = levels.get(one.rule, one.severity)
        if severity is not None:
            yield one if severity is one.severity else replace(one, severity=severity)
