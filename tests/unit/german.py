"""A German template with German keys, and its twin that has the built-in keys instead.

Both are the same in everything else, so whatever is found in a document is found in its twin as well.
"""

from __future__ import annotations

import re

from mkdocs_deploy_plugin.template import load_template
from tests.unit.samples import FIXTURES

FOLDER = FIXTURES / "german"
KASSE, ZAHLUNG, ALTE = (
    "ausrollen-laden-001-kasse",
    "ausrollen-laden-002-zahlung",
    "ausrollen-laden-003-alte-kasse",
)

KEYS = {
    "Kennung": "id",
    "Titel": "title",
    "Zustand": "status",
    "Fassung": "version",
    "Autorin": "author",
    "Freigabe": "approver",
    "geprüft_am": "reviewed",
    "Vorgaben": "related_specs",
    "Adresse": "url",
    "hängt_ab_von": "depends_on",
    "ersetzt": "supersedes",
    "frühere_Kennungen": "former_ids",
    "Risiko": "risk",
    "Stufe": "level",
    "Gründe": "factors",
    "Parameter": "parameters",
    "Beschreibung": "description",
    "Beispiel": "example",
    "Muster": "pattern",
    "Umgebungen": "environments",
    "Name": "name",
    "Version": "version",
    "Ansprechpersonen": "contacts",
    "Rolle": "role",
    "Kontakt": "contact",
    "Unterschriften": "sign_off",
    "Unterschrift": "signature",
    # Misspelt in the same way.
    "Autorinn": "authorr",
    "Ansprechpersonenn": "contactss",
}
"""The keys, and those of the twin."""

_KEY = re.compile(rf"\b({'|'.join(KEYS)})\b")
_MARK = re.compile(r" \(is: [^()]+\)")


def twin(text: str) -> str:
    """Return a text with the built-in keys: a template, a document, a pointer or a message."""
    text = _KEY.sub(lambda match: KEYS[match[1]], _MARK.sub("", text))
    text = text.replace("procedures:sign_off", "procedures:sign-off")
    return text.replace("procedures:hängt-ab-von", "procedures:depends-on")


TEXT = (FOLDER / "vorlage.md").read_text(encoding="utf-8")
TEMPLATE = load_template("vorlage.md", TEXT.encode())
TWIN = load_template("vorlage.md", twin(TEXT).encode())
DOCUMENTS = {name: (FOLDER / f"{name}.md").read_text(encoding="utf-8") for name in (KASSE, ZAHLUNG, ALTE)}
