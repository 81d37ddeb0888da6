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
    Rule("angle-placeholder", Severity.ERROR,
         "A name in angle brackets stands for a value that is not filled in.",
         ("checking.angle_names",)),
    Rule("box-look-alike", Severity.ERROR,
         "Text looks like the box of a task item but is not one.",
         ("checking.look_alikes",), brings=("ticked-item",), replaces=("missing-check",)),
    Rule("dependency-cycle", Severity.ERROR,
         "Procedures depend on or supersede each other in a cycle.",
         ("checking.relations",)),
    Rule("duplicate-id", Severity.ERROR,
         "Two procedures have the same id, or one has the former id of another.",
         ("checking.former_ids", "checking.references",), replaces=("id-file-name",)),
    Rule("duplicate-key", Severity.ERROR,
         "A key is defined twice in the front matter.",
         ("reading.yaml_events",), hides=True, about_key=True),
    Rule("duplicate-number", Severity.WARNING,
         "Two ids of a project have the same number.",
         ("checking.id_numbers",)),
    Rule("duplicate-path", Severity.ERROR,
         "The paths of two files differ only in upper and lower case.",
         ("checking.relations",)),
    Rule("duplicate-section", Severity.ERROR,
         "A section of the template occurs twice.",
         ("checking.document",)),
    Rule("empty-section", Severity.ERROR,
         "A section is empty but requires text in this status.",
         ("checking.explain_body",)),
    Rule("empty-value", Severity.ERROR,
         "A key has no value, or an empty list where entries are required.",
         ("checking.explain_front_matter",)),
    Rule("former-id", Severity.ERROR,
         "A reference names a procedure by its former id.",
         ("checking.former_ids", "checking.references",)),
    Rule("former-name", Severity.WARNING,
         "A field, value, section, check or step has a name of an earlier version of the template.",
         ("checking.former_names", "checking.former_words",)),
    Rule("future-review", Severity.WARNING,
         "The date of the last review is in the future.",
         ("checking.review",)),
    Rule("hidden-in-code", Severity.ERROR,
         "Code contains a character that is invisible, looks like a space, or reorders the text.",
         ("checking.characters",)),
    Rule("hidden-in-text", Severity.WARNING,
         "Text contains a character that is invisible, looks like a space, or reorders the line.",
         ("checking.characters",)),
    Rule("id-file-name", Severity.ERROR,
         "The id differs from the file name.",
         ("checking.document",)),
    Rule("invalid-choice", Severity.ERROR,
         "A value is not one of those that the template allows.",
         ("checking.explain_front_matter",), hides=True),
    Rule("invalid-directive", Severity.ERROR,
         "A directive has invalid syntax or invalid attributes.",
         ("checking.directives",)),
    Rule("invalid-gate", Severity.ERROR,
         "The mark of a hold point, timer or role is misspelt, misplaced or not understood.",
         ("checking.gate_marks",)),
    Rule("invalid-title", Severity.ERROR,
         "The title does not follow the template.",
         ("checking.explain_body",), hides=True),
    Rule("invalid-type", Severity.ERROR,
         "A value has the wrong type, such as text instead of a list.",
         ("checking.explain_front_matter",), hides=True),
    Rule("invalid-value", Severity.ERROR,
         "A value does not have the form that the template requires, such as a date or an id.",
         ("checking.explain_front_matter", "checking.parameters", "checking.references",)),
    Rule("invalid-waiver", Severity.ERROR,
         "A waiver has no reason, names no known rule, or has invalid syntax.",
         ("checking.waivers",)),
    Rule("invalid-yaml", Severity.ERROR,
         "The front matter is not valid YAML, or uses a feature that is not allowed, such as tags.",
         ("reading.front_matter", "reading.yaml_errors", "reading.yaml_events",), hides=True),
    Rule("invisible-character", Severity.ERROR,
         "A non-breaking space or an invisible character keeps a text from being read as meant.",
         ("reading.invisible",), hides=True, replaces=("hidden-in-text",)),
    Rule("json-front-matter", Severity.ERROR,
         "The front matter is JSON instead of YAML.",
         ("reading.fences",), hides=True),
    Rule("merge-conflict", Severity.ERROR,
         "The file contains the markers of an unresolved merge.",
         ("reading.conflicts",), hides=True),
    Rule("misplaced-step", Severity.ERROR,
         "A numbered heading does not have the form, level or place of the template.",
         ("checking.explain_body", "checking.numbering",), hides=True),
    Rule("missing-check", Severity.ERROR,
         "A baseline check of the template is neither kept nor struck.",
         ("checking.explain_body",), brings=("placeholder",), at_gap=True),
    Rule("missing-field", Severity.ERROR,
         "A key is missing that the template requires, always or in this status.",
         ("checking.explain_front_matter",), at_gap=True),
    Rule("missing-row", Severity.ERROR,
         "A row is missing that the template requires in every procedure.",
         ("checking.explain_front_matter",), brings=("placeholder-value",), at_gap=True),
    Rule("missing-section", Severity.ERROR,
         "A section of the template is missing or has the wrong level.",
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
         "The file is not encoded as UTF-8.",
         ("reading.source",)),
    Rule("overdue-review", Severity.WARNING,
         "The last review is longer ago than the team allows.",
         ("checking.review",)),
    Rule("page-mismatch", Severity.ERROR,
         "The page does not show what the file has.",
         ("rendering.completeness",)),
    Rule("parameter-example", Severity.ERROR,
         "The example of a parameter does not match its pattern.",
         ("checking.parameters",)),
    Rule("phase-without-rollback", Severity.WARNING,
         "No rollback step names a phase, and the phase does not say why.",
         ("checking.rollback",)),
    Rule("placeholder", Severity.ERROR,
         "The text still contains a placeholder, a TODO or an empty list item.",
         ("checking.explain_body",)),
    Rule("placeholder-value", Severity.ERROR,
         "A value in the front matter is a placeholder, such as TODO or that of the template.",
         ("checking.explain_front_matter", "checking.todo_comments",),
         replaces=("overdue-review", "self-approval", "unknown-role", "unknown-spec")),
    Rule("prompt-in-command", Severity.WARNING,
         "A command begins with a prompt, which is copied with it.",
         ("checking.prompts",)),
    Rule("raw-html", Severity.ERROR,
         "The body contains HTML, which the settings forbid.",
         ("checking.raw_html",)),
    Rule("retired-dependency", Severity.ERROR,
         "A procedure depends on a retired procedure.",
         ("checking.relations",)),
    Rule("secret-parameter", Severity.ERROR,
         "A parameter is named like a secret, but its value would be shown and stored.",
         ("checking.parameters",)),
    Rule("section-order", Severity.ERROR,
         "A section is not in the order of the template.",
         ("checking.document",)),
    Rule("self-approval", Severity.ERROR,
         "The author and the approver are the same person.",
         ("checking.people",)),
    Rule("stale-baseline", Severity.ERROR,
         "An entry of the baseline accepts a finding that no longer exists.",
         ("findings.baseline",)),
    Rule("step-number", Severity.ERROR,
         "The number of a phase or step is out of sequence or used twice.",
         ("checking.numbering",), moves_numbers=True),
    Rule("struck-without-reason", Severity.ERROR,
         "A struck item has no reason after it.",
         ("checking.explain_body",)),
    Rule("template-directive", Severity.ERROR,
         "A directive of the template is not understood.",
         ("template.heading_mistakes",)),
    Rule("template-heading", Severity.ERROR,
         "A heading of the template contradicts another, or no procedure could follow it.",
         ("template.heading_mistakes", "template.loading")),
    Rule("template-mark", Severity.ERROR,
         "A mark of the template is not understood, misplaced, or contradicts another.",
         ("template.field_mistakes", "template.heading_mistakes")),
    Rule("template-value", Severity.ERROR,
         "A value of the template does not say what procedures may write there.",
         ("template.field_mistakes",)),
    Rule("text-before-front-matter", Severity.ERROR,
         "The front matter has a blank line or text in front of it.",
         ("reading.fences",), hides=True),
    Rule("ticked-item", Severity.ERROR,
         "A task item is ticked in the source.",
         ("checking.ticked",)),
    Rule("todo-in-command", Severity.ERROR,
         "A code block still contains a TODO.",
         ("checking.explain_body",)),
    Rule("toml-front-matter", Severity.ERROR,
         "The front matter is TOML instead of YAML.",
         ("reading.fences",), hides=True),
    Rule("too-large", Severity.ERROR,
         "The file or its content exceeds a size limit.",
         ("authoring.migration.document", "checking.parameters", "reading.document", "reading.yaml_events",)),
    Rule("unchecked-include", Severity.WARNING,
         "A line includes another file, whose text is not checked.",
         ("checking.includes",)),
    Rule("unclosed-fence", Severity.ERROR,
         "A code block is not closed, so everything after it is read as code.",
         ("reading.document",), hides=True),
    Rule("unclosed-front-matter", Severity.ERROR,
         "The front matter has no closing fence.",
         ("reading.fences",), hides=True, open_ended=True),
    Rule("unexplained-violation", Severity.ERROR,
         "The procedure violates the schema, and no other rule explains why.",
         ("checking.violation",)),
    Rule("unknown-anchor", Severity.WARNING,
         "A link within the page leads to an anchor that the page does not have.",
         ("checking.anchors",)),
    Rule("unknown-directive", Severity.WARNING,
         "A directive does not exist, so nothing is inserted.",
         ("checking.directives",)),
    Rule("unknown-field", Severity.ERROR,
         "A key is not in the template, and may be misspelt.",
         ("checking.explain_front_matter",), hides=True, about_key=True),
    Rule("unknown-parameter", Severity.ERROR,
         "A name in double braces is not a parameter but close to one.",
         ("checking.parameter_names",)),
    Rule("unknown-reference", Severity.ERROR,
         "A reference names a procedure that does not exist.",
         ("checking.references",)),
    Rule("unknown-role", Severity.ERROR,
         "A role signs off or is named in the body, but is not among the contacts.",
         ("checking.gate_marks", "checking.people",)),
    Rule("unknown-spec", Severity.ERROR,
         "An entry of `related_specs` matches no pattern of `spec_links`.",
         ("checking.references",)),
    Rule("unknown-step", Severity.ERROR,
         "A reference names a phase, step or anchor that does not exist.",
         ("checking.references",)),
    Rule("unreadable", Severity.ERROR,
         "The path is not a file, or the file or folder cannot be opened.",
         ("authoring.migration.files", "checking.files", "project",)),
    Rule("unsafe-link", Severity.ERROR,
         "The address of a link runs a script or contains a document.",
         ("checking.raw_html",)),
    Rule("unused-waiver", Severity.WARNING,
         "A waiver matches no finding.",
         ("checking.waivers",)),
    Rule("unverified-step", Severity.ERROR,
         "A step has no task item that verifies it, or runs commands and has only struck ones.",
         ("checking.explain_body", "checking.verification",)),
    Rule("yaml-alias", Severity.ERROR,
         "An alias in the front matter has no anchor, or aliases expand to too many values.",
         ("reading.yaml_events",), hides=True),
    Rule("yaml-boolean", Severity.ERROR,
         "A word without quotes, such as `no` or `on`, is read as true or false instead of text.",
         ("checking.explain_front_matter",), hides=True),
    Rule("yaml-colon", Severity.ERROR,
         "A colon in a value without quotes makes YAML read a mapping.",
         ("checking.explain_front_matter", "reading.yaml_errors",), hides=True),
    Rule("yaml-comment", Severity.ERROR,
         "A `#` after a space makes YAML drop the rest of a value as a comment.",
         ("reading.yaml_comments", "reading.yaml_errors",), hides=True),
    Rule("yaml-date", Severity.WARNING,
         "A date without quotes is text here but a date for other tools.",
         ("checking.ambiguous",)),
    Rule("yaml-number", Severity.ERROR,
         "A value without quotes is read as a number, so `1.10` becomes 1.1.",
         ("checking.explain_front_matter",), hides=True),
    Rule("yaml-octal", Severity.WARNING,
         "Digits after a leading zero, without quotes, are an octal number for other tools.",
         ("checking.ambiguous",)),
    Rule("yaml-tab", Severity.ERROR,
         "The front matter is indented with a tab, which YAML does not allow.",
         ("reading.yaml_errors",), hides=True),
    Rule("yaml-time", Severity.WARNING,
         "A time without quotes, such as `12:30`, is a number for other tools.",
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
