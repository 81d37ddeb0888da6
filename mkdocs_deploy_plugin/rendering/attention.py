"""Render the procedures that need attention as headings and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.catalog.attention import Attention, Concern, unfinished_statuses
from mkdocs_deploy_plugin.rendering.relations import RelationsRenderer, about_others
from mkdocs_deploy_plugin.rendering.tables import badge
from mkdocs_deploy_plugin.template.meanings import AUTHOR


def attention(renderer: RelationsRenderer) -> list[Element]:
    """Return a heading and a table for each reason why procedures need attention."""
    settings, needed, t = renderer.project.settings, renderer.project.attention, renderer.t
    statuses = f" {t('or')} ".join(_once(one.template.retired for one in renderer.collections))
    overdue = t("Last review more than {n} days ago", n=settings.review_days)
    untouched = t("Unfinished and untouched for more than {n} days", n=settings.draft_days)
    retired = t("{status} but still needed", status=statuses)
    content: list[Element] = []
    for anchor, heading, concerns, column in (
        ("overdue-reviews", overdue, needed.overdue, t("Last review")),
        ("left-alone", untouched, needed.unfinished, t("Last change or review")),
        ("retired-and-needed", retired, needed.retired, t("Needed by")),
        ("no-approver", t("No approver"), needed.unapproved, ""),
    ):
        if shown := [concern for concern in concerns if renderer.shows(concern.procedure)]:
            title = Element("h2", {"id": anchor})
            title.text = heading
            content += [title, about_others(_table(renderer, shown, column))]
    if not content:
        content.append(_paragraph(t("Nothing needs attention.")))
    return [*content, *map(_paragraph, _remarks(renderer, needed))]


def _once(texts: Iterable[str]) -> list[str]:
    """Return the texts that are not empty, each once."""
    return list(dict.fromkeys(filter(None, texts)))


def _remarks(renderer: RelationsRenderer, needed: Attention) -> list[str]:
    """Return the reasons why the tables may be incomplete."""
    remarks: list[str] = []
    t = renderer.t
    if needed.ageless:
        known = (status for one in renderer.collections for status in unfinished_statuses(one.template))
        remarks.append(
            t.count(
                needed.ageless,
                "The last change to {n} {procedure} with the status {statuses} is unknown: "
                "neither a review date nor a commit was found.",
                "The last change to {n} {procedures} with the status {statuses} is unknown: "
                "neither a review date nor a commit was found.",
                statuses=f" {t('or')} ".join(_once(known)),
            )
        )
    if needed.shallow:
        remarks.append(
            t(
                "The Git history of this checkout is incomplete, so some {procedures} may have been "
                "untouched for longer than shown."
            )
        )
    return remarks


def _table(renderer: RelationsRenderer, concerns: Sequence[Concern], column: str) -> Element:
    templates, t = [one.template for one in renderer.collections], renderer.t
    authors = [field.label for one in templates if (field := one.field(AUTHOR)) is not None][:1]
    dated = any(concern.since for concern in concerns)
    statuses = [t("Status")] if any(one.statuses for one in templates) else []
    labels = [t("{Procedure}"), *statuses, *authors, *([column] if column else [])]
    table = Element("table", {"data-generated": "attention"})
    head = SubElement(SubElement(table, "thead"), "tr")
    for label in [*labels, *([t("Days")] if dated else [])]:
        SubElement(head, "th", {"scope": "col"}).text = label
    body = SubElement(table, "tbody")
    for concern in concerns:
        document = concern.procedure.document
        row = SubElement(body, "tr")
        row.append(renderer.name(concern.procedure, "td"))
        if statuses:
            cell = SubElement(row, "td")
            if status := document.string("status"):
                cell.append(badge("status", status))
        if authors:
            author = document.string(AUTHOR)
            SubElement(row, "td", {"dir": "auto"}).text = author
        if concern.since:
            day = concern.since.isoformat()
            SubElement(SubElement(row, "td"), "time", {"datetime": day}).text = day
            SubElement(row, "td").text = str(concern.days)
        elif column:
            SubElement(SubElement(row, "td"), "ul").extend(map(renderer.entry, concern.others))
    return table


def _paragraph(text: str) -> Element:
    element = Element("p")
    element.text = text
    return element
