"""What needs attention, as headings and tables."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.catalog.attention import Attention, Concern, unfinished_statuses
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.rendering.relations import RelationsRenderer, about_others
from mkdocs_deploy_plugin.rendering.tables import badge


def attention(renderer: RelationsRenderer) -> list[Element]:
    """Return a heading with a table for each reason why procedures need attention."""
    project = renderer.project
    found = project.attention
    settings, template = project.settings, project.template
    overdue = f"Last review more than {settings.review_days} days ago"
    untouched = f"Unfinished and untouched for more than {settings.draft_days} days"
    content: list[Element] = []
    for anchor, heading, concerns, more in (
        ("overdue-reviews", overdue, found.overdue, "Last review"),
        ("left-alone", untouched, found.unfinished, "Last change or review"),
        ("retired-and-needed", f"{template.retired} but still needed", found.retired, "Needed by"),
        ("no-approver", "No approver", found.unapproved, ""),
    ):
        if concerns:
            title = Element("h2", {"id": anchor})
            title.text = heading
            content += [title, about_others(_table(renderer, concerns, more))]
    if not found:
        content.append(_paragraph("Nothing needs attention."))
    return [*content, *map(_paragraph, _remarks(project, found))]


def _remarks(project: Project, found: Attention) -> list[str]:
    """Return the reasons why the tables may be incomplete."""
    remarks: list[str] = []
    if found.ageless:
        words = " or ".join(unfinished_statuses(project.template))
        which = f"{found.ageless} procedures" if found.ageless > 1 else "1 procedure"
        remarks.append(
            f"The last change to {which} with the status {words} is unknown: "
            "neither a review date nor a commit was found."
        )
    if found.shallow:
        remarks.append(
            "The Git history of this checkout is incomplete, so some procedures may have been untouched "
            "for longer than shown."
        )
    return remarks


def _table(renderer: RelationsRenderer, concerns: Sequence[Concern], more: str) -> Element:
    template = renderer.project.template
    author = template.field("author")
    dated = any(one.since for one in concerns)
    columns = ["Procedure", "Status", *([author.label] if author else []), *([more] if more else [])]
    table = Element("table", {"data-generated": "attention"})
    head = SubElement(SubElement(table, "thead"), "tr")
    for column in [*columns, *(["Days"] if dated else [])]:
        SubElement(head, "th", {"scope": "col"}).text = column
    body = SubElement(table, "tbody")
    for concern in concerns:
        document = concern.procedure.document
        row = SubElement(body, "tr")
        row.append(renderer.name(concern.procedure, "td"))
        cell = SubElement(row, "td")
        if status := document.string("status"):
            cell.append(badge("status", status))
        if author:
            SubElement(row, "td", {"dir": "auto"}).text = document.string("author")
        if concern.since:
            day = concern.since.isoformat()
            SubElement(SubElement(row, "td"), "time", {"datetime": day}).text = day
            SubElement(row, "td").text = str(concern.days)
        elif more:
            SubElement(SubElement(row, "td"), "ul").extend(map(renderer.entry, concern.others))
    return table


def _paragraph(text: str) -> Element:
    element = Element("p")
    element.text = text
    return element
