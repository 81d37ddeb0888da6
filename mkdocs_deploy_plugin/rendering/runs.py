"""Render where a page lists all runs of the reader's browser, with the addresses of procedures."""

from __future__ import annotations

import json
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.rendering.collection import ALL, INDEX
from mkdocs_deploy_plugin.rendering.operations import finished
from mkdocs_deploy_plugin.rendering.relations import Addresses
from mkdocs_deploy_plugin.rendering.texts import Texts


def runs_list(catalog: Catalog, addresses: Addresses, t: Texts) -> Element:
    """Return the element that the script fills; without it, a sentence says what is missing.

    Each procedure is a list of its id, its address relative to the page, and its former ids.
    """
    former: dict[str, list[str]] = {}
    for name, procedure in catalog.renamed.items():
        former.setdefault(procedure.id, []).append(name)
    known = [
        (procedure.id, addresses.procedure(procedure, ""), *former.get(procedure.id, ()))
        for procedure in catalog
    ]
    attributes = {
        "class": "procedures-runs",
        "data-procedures": json.dumps(known, separators=(",", ":")),
        "data-catalog": addresses.page(ALL) or addresses.page(INDEX),
    }
    box = Element("div", attributes)
    SubElement(box, "p").text = t(
        "Runs are stored in the browser in which you work, not on this site. "
        "With JavaScript, this page lists all runs in your browser."
    )
    return finished("section", {"class": "procedures-page", "data-generated": "runs"}, box)
