"""What Pagefind finds procedures by: the index that it makes of a built site."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.site.sites import GOOD, GOOD_ID, build_site, changed, procedure

CART = "deploy-shop-002-cart"
HEAD = b"pagefind_dcd"

pytestmark = pytest.mark.skipif(
    find_spec("pagefind") is None, reason="needs pagefind[bin], of the extra test"
)


def pages(folder: Path) -> dict[str, dict[str, Any]]:
    """Make the index of a site and give what it has of each page, by its address."""
    subprocess.run([sys.executable, "-m", "pagefind", "--site", str(folder)], check=True, capture_output=True)
    found = {}
    for file in (folder / "pagefind" / "fragment").iterdir():
        page = json.loads(gzip.decompress(file.read_bytes()).removeprefix(HEAD))
        found[page["url"]] = page
    return found


def test_pagefind_reads_what_is_a_procedure_s_own(tmp_path: Path) -> None:
    text = changed(
        ("The checkout service, not the cart.", f"The checkout service and zargol, after `{CART}`."),
        ("- [ ] Stakeholders informed", "- [ ] Stakeholders informed: tell the brimble"),
        ("#### Step 2.1: Deploy", "#### Step 2.1: Wind the clock"),
    )
    page = "# All\n\nWord.\n\n<!-- procedures:catalog -->\n"
    files = procedure(text) | procedure(GOOD, CART) | {"docs/all.md": page}
    found = pages(build_site(tmp_path, files, plugins=["procedures"]).folder)
    own = found[f"/procedures/{GOOD_ID}/"]
    for words in (
        GOOD_ID,
        "PRD-112",
        "shop.example",
        "zargol",
        "brimble",
        "helm upgrade checkout",
        "Sam Lee",
    ):
        assert words in own["content"], words
    for words in ("Required Access", "Stakeholders informed", "Document ID", "Risk Level", "Approved"):
        assert words not in own["content"], words
    headings = {
        anchor["id"]: anchor["text"] for anchor in own["anchors"] if anchor["element"].startswith("h")
    }
    assert headings["step-2.1"].startswith("Step 2.1: Wind the clock")
    assert "required-access" not in headings
    # Neither the table of all procedures nor the list of those that refer to one.
    assert GOOD_ID not in found["/all/"]["content"]
    assert "Word." in found["/all/"]["content"]
    assert "Checkout redesign: Scope" not in found[f"/procedures/{CART}/"]["content"]
