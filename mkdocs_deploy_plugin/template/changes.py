"""Compare two versions of a template: what changes for those who write documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mkdocs_deploy_plugin.template import Field, FieldKind, SectionRule, Template
from mkdocs_deploy_plugin.template.definition import CheckRule
from mkdocs_deploy_plugin.template.summary import type_in_words
from mkdocs_deploy_plugin.template.wording import PLACEHOLDER
from mkdocs_deploy_plugin.text import escape_pointer, quoted


class Trace(NamedTuple):
    """What the new findings have in common that a change causes in old documents.

    Attributes:
        pointer: A pattern for their pointers; empty for any.
        says: Texts in their messages.
    """

    pointer: str = ""
    says: tuple[str, ...] = ()


class TemplateChange(NamedTuple):
    """A change of a template.

    Attributes:
        what: What changes: `field`, `id`, `choice`, `status`, `row`, `title`, `section`, `order`, `check` or
            `step`.
        name: Its name; the new one if it was renamed.
        change: The change in words.
        task: What a writer has to do, as an imperative; empty if nothing.
        traces: How to tell the findings that it causes in old documents.
        left: The heading or the words that old documents may keep, and that nothing reports; or empty.
        inside: The heading of the section that it is in, or empty.
    """

    what: str
    name: str
    change: str
    task: str = ""
    traces: tuple[Trace, ...] = ()
    left: str = ""
    inside: str = ""


_RENAME = "Rename it."
_ADD = "Add it."


def changes(old: Template, new: Template) -> tuple[TemplateChange, ...]:
    """Return what changes for writers from one version of a template to the next, in the template's order."""
    return tuple(_Comparison(old, new).all())


class _Comparison:
    def __init__(self, old: Template, new: Template) -> None:
        self.old = old
        self.new = new
        status = new.field("status")
        self.statuses = dict(status.former_choices) if status is not None else {}
        self.words = {before.lower(): after.lower() for before, after in new.syntax.former}

    def all(self) -> Iterator[TemplateChange]:
        yield from self.fields(self.old.fields, self.new.fields, "", "/front_matter")
        yield from self.title()
        for before, after in self.new.syntax.former:
            if any(word == before.lower() for word, _ in self.old.words):
                trace = Trace(says=(f"{quoted(before)} is now called {quoted(after)}",))
                yield TemplateChange("step", after, f"was called {quoted(before)}", _RENAME, (trace,))
        yield from self.sections(self.old.sections, self.new.sections, "", "/body")

    def title(self) -> Iterator[TemplateChange]:
        old, new = (one.title.heading if one.title else "" for one in (self.old, self.new))
        if new and old != new:
            trace = Trace("/body/title")
            yield TemplateChange("title", new, f"was {old}" if old else "is new", f"Write # {new}", (trace,))

    def fields(
        self, old: Sequence[Field], new: Sequence[Field], path: str, pointer: str
    ) -> Iterator[TemplateChange]:
        before = {field.key: field for field in old}
        renamed = {
            field.key: former
            for field in new
            if field.key not in before and (former := next((n for n in field.former if n in before), ""))
        }
        for field in new:
            name = f"{path}.{field.key}" if path and field.key else path + field.key
            at = f"{pointer}/{re.escape(escape_pointer(field.key))}" if field.key else pointer
            known = before.get(renamed.get(field.key, field.key))
            if known is None:
                yield self.added(field, name, at)
                continue
            if field.key in renamed:
                says = f"The field {quoted(known.key)} is now called {quoted(field.key)}"
                trace = Trace(says=(says,))
                yield TemplateChange("field", name, f"was called {quoted(known.key)}", _RENAME, (trace,))
            yield from self.field(known, field, name, at)
        kept = {field.key for field in new} | {*renamed.values()}
        for key in [key for key in before if key not in kept]:
            name = f"{path}.{key}" if path else key
            trace = Trace(f"{pointer}/{re.escape(escape_pointer(key))}")
            yield TemplateChange("field", name, "is gone", "Remove it, or move what it says.", (trace,))

    def added(self, field: Field, name: str, at: str) -> TemplateChange:
        if field.optional:
            return TemplateChange("field", name, "is new and optional")
        when = f"is new and required{f' from {field.required_from}' if field.required_from else ''}"
        return TemplateChange("field", name, when, _ADD, (Trace(at),))

    def field(self, old: Field, new: Field, name: str, at: str) -> Iterator[TemplateChange]:
        """Yield the changes of a field that both templates have."""
        before = self.statuses.get(old.required_from, old.required_from)
        if (old.optional, before) != (new.optional, new.required_from):
            yield self.required(new, name, at)
        if {old.kind, new.kind} == {FieldKind.CHOICE}:
            yield from self.choices(old, new, "status" if name == "status" else "choice", name, at)
        elif _shape(old) != _shape(new):
            traces = (Trace(rf"{at}(?:/.*)?"),)
            if name == "id":
                task = "Change it, and the name of the file."
                yield TemplateChange("id", new.example, f"was {old.example}", task, traces)
            else:
                was, now = type_in_words(old), type_in_words(new)
                yield TemplateChange(
                    "field", name, f"was {was}, is {now}", "Write it in the new form.", traces
                )
        if _shape(old) == _shape(new):
            yield from self.rows(old, new, name, at)
            inner = {FieldKind.LIST: ("[]", r"/[0-9]+"), FieldKind.MAP: (".*", "/[^/]+")}
            more = inner.get(new.kind, ("", ""))
            yield from self.fields(_parts(old), _parts(new), name + more[0], at + more[1])

    def required(self, new: Field, name: str, at: str) -> TemplateChange:
        if new.optional:
            return TemplateChange("field", name, "may be left out now")
        when = f"from {new.required_from}" if new.required_from else "in every status"
        traces = (Trace(at),)
        return TemplateChange("field", name, f"is required {when}", "Add it where it is missing.", traces)

    def choices(self, old: Field, new: Field, what: str, name: str, at: str) -> Iterator[TemplateChange]:
        former = dict(new.former_choices)
        prefix = "" if what == "status" else f"{name} "
        for choice in new.choices:
            before = next((name for name in old.choices if former.get(name) == choice), "")
            if choice not in old.choices and before:
                trace = Trace(says=(f"The value {quoted(before)} is now called {quoted(choice)}",))
                yield TemplateChange(
                    what, f"{prefix}{choice}", f"was called {quoted(before)}", _RENAME, (trace,)
                )
            elif choice not in old.choices:
                yield TemplateChange(what, f"{prefix}{choice}", "is new")
        for choice in old.choices:
            if choice not in new.choices and choice not in former:
                trace = Trace(at, (quoted(choice),))
                yield TemplateChange(what, f"{prefix}{choice}", "is gone", "Choose another value.", (trace,))

    def rows(self, old: Field, new: Field, name: str, at: str) -> Iterator[TemplateChange]:
        """Yield the rows that documents have to have now."""
        had = _kept_rows(old)
        for row in _kept_rows(new):
            if row not in had:
                trace = Trace(f"{at}/{re.escape(escape_pointer(row))}")
                yield TemplateChange("row", f"{name} {row}", "is required", _ADD, (trace,))

    def sections(
        self, old: Sequence[SectionRule], new: Sequence[SectionRule], inside: str, pointer: str
    ) -> Iterator[TemplateChange]:
        """Yield the changes of the sections in one that is called `inside`; empty for the top."""
        for change in self.within(old, new, pointer):
            yield change if change.inside else change._replace(inside=inside)

    def within(
        self, old: Sequence[SectionRule], new: Sequence[SectionRule], pointer: str
    ) -> Iterator[TemplateChange]:
        pairs = self.pairs(old, new)
        for rule in new:
            at = f"{pointer}/{_part(rule)}"
            known = pairs.get(rule.start)
            if known is None:
                yield self.added_section(rule, at)
                continue
            if rule.kind is None and known.heading.casefold() != rule.heading.casefold():
                says = f"The section {quoted(known.heading)} is now called {quoted(rule.heading)}"
                trace = Trace(says=(says,))
                yield TemplateChange(
                    "section", rule.heading, f"was called {quoted(known.heading)}", _RENAME, (trace,)
                )
            yield from self.section(known, rule, at)
        kept = {known.start for known in pairs.values()}
        for rule in old:
            if rule.start not in kept and not self.elsewhere(rule):
                task = "Keep its text, or move it." if not rule.generated else ""
                yield TemplateChange("section", _heading(rule), "is gone", task, left=_heading(rule))
        yield from self.order(new, pairs)

    def pairs(self, old: Sequence[SectionRule], new: Sequence[SectionRule]) -> Mapping[int, SectionRule]:
        """Return the old section of each new one that has any, by the start of the new one."""
        pairs: dict[int, SectionRule] = {}
        for rule in new:
            names = [name.casefold() for name in (rule.heading, *rule.former)]
            known = [one for one in old if one.kind is None and rule.kind is None]
            found = (one for name in names for one in known if one.heading.casefold() == name)
            if rule.kind is not None:
                numbered = [one for one in old if one.kind is not None]
                found = (one for one in numbered if (self.word(one), _kind(one)[1]) == rule.kind)
            if (one := next(found, None)) is not None:
                pairs[rule.start] = one
        return pairs

    def word(self, rule: SectionRule) -> str:
        word = _kind(rule)[0]
        return self.words.get(word, word)

    def elsewhere(self, rule: SectionRule) -> bool:
        """Return whether the new template has a section of the old one in another place."""
        return rule.kind is None and any(
            one.heading.casefold() == rule.heading.casefold() for one in _all(self.new.sections)
        )

    def added_section(self, rule: SectionRule, at: str) -> TemplateChange:
        name = _heading(rule)
        if rule.optional:
            return TemplateChange("section", name, "is new and optional")
        moved = rule.kind is None and any(
            one.heading.casefold() == rule.heading.casefold() for one in _all(self.old.sections)
        )
        change, task = ("has another place", "Move it there.") if moved else ("is new", _ADD)
        return TemplateChange("section", name, change, "" if rule.generated else task, (Trace(at),))

    def section(self, old: SectionRule, new: SectionRule, at: str) -> Iterator[TemplateChange]:
        """Yield the changes of a section that both templates have."""
        name = _heading(new)
        if old.optional and not new.optional:
            yield TemplateChange("section", name, "is required", _ADD, (Trace(at),))
        elif new.optional and not old.optional:
            yield TemplateChange("section", name, "may be left out now")
        before = self.statuses.get(old.text_from, old.text_from)
        if new.text_from and before != new.text_from:
            trace = Trace(f"{at}/text")
            yield TemplateChange("section", name, f"needs text from {new.text_from}", "Write it.", (trace,))
        elif old.text_from and not new.text_from:
            yield TemplateChange("section", name, "may stay empty now")
        if new.needs_items and not old.needs_items:
            trace = Trace(f"{at}(?:/items)?")
            yield TemplateChange("section", name, "needs a check", "Add a check to each.", (trace,))
        if new.rollback_unless is not None and old.rollback_unless is None:
            trace = Trace(says=("No rollback step names ",))
            yield TemplateChange(
                "section", name, "has to be rolled back", "Name it in a rollback step.", (trace,)
            )
        for change in self.checks(old, new, at):
            yield change._replace(inside=new.heading)
        yield from self.sections(old.sections, new.sections, new.heading, at)

    def checks(self, old: SectionRule, new: SectionRule, at: str) -> Iterator[TemplateChange]:
        before = {check.words: check for check in old.checks}
        kept = set()
        for check in new.checks:
            known = next((name for name in (check.words, *check.former) if name in before), None)
            name = check.words
            if known is None:
                yield (
                    TemplateChange("check", name, "is new and may be deleted")
                    if check.optional
                    else TemplateChange("check", name, "is new", _ADD, _missing(check, at))
                )
                continue
            kept.add(known)
            if known != check.words:
                # Messages shorten long texts, and have the document's words for placeholders.
                says = quoted(_fixed_words(check.words)[:50])[1:-1]
                trace = Trace(says=("The check ", " is now called ", says))
                yield TemplateChange("check", name, f"was called {quoted(known)}", _RENAME, (trace,))
            if before[known].optional and not check.optional:
                yield TemplateChange("check", name, "is required", _ADD, _missing(check, at))
            elif check.optional and not before[known].optional:
                yield TemplateChange("check", name, "may be deleted now")
        for words in [words for words in before if words not in kept]:
            task = "Keep it as your own, or delete it."
            yield TemplateChange("check", words, "is gone", task, left=_fixed_words(words))

    def order(self, new: Sequence[SectionRule], pairs: Mapping[int, SectionRule]) -> Iterator[TemplateChange]:
        """Yield a change if sections that both templates have are in another order."""
        common = [rule for rule in new if rule.start in pairs and rule.kind is None]
        places = [pairs[rule.start].start for rule in common]
        ordered = sorted(places)
        moved = [rule for rule, *both in zip(common, places, ordered, strict=True) if both[0] != both[1]]
        says = [f"The section {quoted(rule.heading)} comes after" for rule in moved]
        traces = tuple(Trace(says=(text,)) for text in says)
        if moved:
            names = ", ".join(rule.heading for rule in moved)
            yield TemplateChange("order", names, "is new", "Move them.", traces)


def _shape(field: Field) -> tuple[object, ...]:
    """Return what the type of a field consists of. Fields within it are compared on their own."""
    fixed = field.value if field.kind is FieldKind.FIXED else None
    shapes = (
        () if field.columns or field.kind is not FieldKind.LIST else tuple(map(type_in_words, field.fields))
    )
    return field.kind, field.pattern, field.whole, field.bounds, fixed, shapes


def _parts(field: Field) -> list[Field]:
    """Return the fields within a field that have a name, or are rows."""
    return [inner for inner in field.fields if inner.key or inner.fields]


def _kept_rows(field: Field) -> list[str]:
    if not field.every_row or not isinstance(field.value, list):
        return []
    first = field.columns[0].key
    return [str(row[first]) for row in field.value if isinstance(row, dict) and first in row]


def _fixed_words(text: str) -> str:
    """Return the words of a check before, or else after, its first placeholder."""
    return next(filter(None, PLACEHOLDER.split(text)), text)


def _missing(check: CheckRule, at: str) -> tuple[Trace, ...]:
    return (Trace(rf"{at}/.*", (f"The check {quoted(check.text, 100)} is missing",)),)


def _all(rules: Sequence[SectionRule]) -> Iterator[SectionRule]:
    for rule in rules:
        yield rule
        yield from _all(rule.sections)


def _kind(rule: SectionRule) -> tuple[str, str]:
    assert rule.kind is not None
    return rule.kind


def _heading(rule: SectionRule) -> str:
    """Return the heading of a section; of a numbered one, its word with the shape of its numbers."""
    return rule.heading if rule.kind is None else f"{rule.heading.rpartition(' ')[0]} {rule.kind[1]}"


def _part(rule: SectionRule) -> str:
    """Return the pattern for the pointer of a section within the one that it is in."""
    if rule.kind is not None:
        return rf"{re.escape(rule.plural)}(?:/[0-9]+)?"
    return f"sections/{re.escape(escape_pointer(rule.heading))}"
