"""Rules about one document that a schema cannot say: its name, its numbers, its order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mkdocs_deploy_plugin.checking.problem import quoted
from mkdocs_deploy_plugin.data import body_sections, section_key
from mkdocs_deploy_plugin.model import Diagnostic, Document, Outline, Related, Section, Severity, Span
from mkdocs_deploy_plugin.template import SectionRule, Template


def check_document(document: Document, template: Template) -> Iterator[Diagnostic]:
    """Yield what is wrong with a document by itself."""
    yield from _file_name(document)
    if document.outline is not None:
        sections = body_sections(document.outline)
        yield from _order(document, document.outline, sections, template.sections)
        yield from _numbers(document, document.outline, sections, "")


def _finding(
    document: Document, rule: str, span: Span, message: str, help_: str, related: Related | None = None
) -> Diagnostic:
    path = document.source.path
    return Diagnostic(rule, Severity.ERROR, path, span, message, help_, related=related)


def _file_name(document: Document) -> Iterator[Diagnostic]:
    identifier = document.string("id")
    if identifier and identifier != document.stem and document.front_matter is not None:
        message = f"The id {quoted(identifier)} is not the file's name, {quoted(document.stem)}"
        yield _finding(
            document,
            "id-file-name",
            document.front_matter.values["/id"],
            message,
            f"Rename the file to {identifier}.md, or write the name here.",
        )


def _order(
    document: Document, outline: Outline, sections: tuple[Section, ...], rules: tuple[SectionRule, ...]
) -> Iterator[Diagnostic]:
    """Yield sections that stand twice, or before one that the template has before them."""
    names = [rule.heading for rule in rules if rule.kind is None]
    seen: dict[str, Section] = {}
    latest = -1
    for section in sections:
        key = section_key(section, rules)
        if section.label is not None or key not in names:
            continue
        span = outline.span(section.start, section.end)
        if key in seen:
            first = outline.span(seen[key].start, seen[key].end)
            message = f"The section {quoted(section.heading)} stands twice"
            related = Related(document.source.path, first, "the first one")
            help_ = f"Join it with the one in line {first.line}."
            yield _finding(document, "duplicate-section", span, message, help_, related)
            continue
        seen[key] = section
        position = names.index(key)
        if position < latest:
            before = names[latest]
            message = f"The section {quoted(section.heading)} stands after {quoted(before)}"
            place = outline.span(seen[before].start, seen[before].end)
            related = Related(document.source.path, place, f"{quoted(before)} comes later in the template")
            help_ = f"Move it before {quoted(before)}, in line {place.line}."
            yield _finding(document, "section-order", span, message, help_, related)
        else:
            latest = position
        rule = next(rule for rule in rules if rule.kind is None and rule.heading == key)
        yield from _order(document, outline, section.sections, rule.sections)


def _numbers(
    document: Document, outline: Outline, sections: Iterable[Section], parent: str
) -> Iterator[Diagnostic]:
    """Yield numbered headings whose number is not the one that comes next."""
    previous: dict[tuple[str, str], str] = {}
    first: dict[str, Section] = {}
    for section in sections:
        inner = parent
        if (label := section.label) is not None:
            inner = label.number
            name = f"{label.word} {label.number}"
            prefix, _, last = label.number.rpartition(".")
            before = previous.get(label.kind)
            count = int(before.rpartition(".")[2]) + 1 if before else 1
            wanted = ".".join(
                part for part in (parent if _nested(label.number, parent) else prefix, str(count)) if part
            )
            if label.number != wanted and last.isdigit():
                span = outline.span(section.start, section.end)
                related = None
                if name in first:
                    place = outline.span(first[name].start, first[name].end)
                    related = Related(document.source.path, place, f"the first {name}")
                    message = f"{name} stands twice"
                elif before:
                    message = f"{name} follows {label.word} {before}"
                elif parent and _nested(label.number, parent) and prefix != parent:
                    message = f"{name} stands below number {parent}"
                else:
                    message = f"{name} is the first {label.word} here"
                yield _finding(
                    document, "step-number", span, message, f"Number it {label.word} {wanted}.", related
                )
            first.setdefault(name, section)
            # What follows is counted from the number that stands here, so that one gap is one finding.
            follow = (
                label.number
                if prefix == wanted.rpartition(".")[0] and name not in previous.values()
                else wanted
            )
            previous[label.kind] = follow if last.isdigit() else wanted
        yield from _numbers(document, outline, section.sections, inner)


def _nested(number: str, parent: str) -> bool:
    """Tell whether a number should begin with that of the numbered section that it stands in."""
    return (
        bool(parent)
        and parent.replace(".", "").isdigit()
        and number.count(".") == parent.count(".") + 1
        and number[:1].isdigit()
    )
