"""A template without a rollback: nothing that people see speaks of one."""

from __future__ import annotations

import json
import re
from pathlib import Path

from mkdocs_deploy_plugin.template import load_template
from mkdocs_deploy_plugin.template.schema import document_schema, front_matter_schema
from mkdocs_deploy_plugin.template.summary import summary
from mkdocs_deploy_plugin.template.summary_text import as_text
from tests.site.sites import build_site
from tests.unit.samples import check_all, read, replaced

TEMPLATE = """---
# Id: check, project, number and name.
id: check-[project]-[nnn]-[name]
title: "[Title]"
# Status: the stage. (choice) (in force at Live) (retired at Retired)
status: "[Draft/Live/Retired]"
version: 1.0.0
author: "[Author]"
approver: "[Approver]"
reviewed: "[YYYY-MM-DD]"
# Needs: what has to be finished first. (optional)
depends_on:
  - check-[project]-[nnn]-[name]
# Contacts: whom to call. (optional)
contacts:
  - role: Owner
    # Name: the person. (optional)
    name: "[Name]"
# Sign-off: who signs. (optional) (every row)
sign_off:
  - role: Owner
---

# [Title] Check

## Purpose
<!-- Why. (text required from Live) -->

## Before
- [ ] Everybody informed

## Work

### Step 1: [Name]
- [ ] [What shows that it worked]

## Facts

<!-- procedures:metadata -->

<!-- procedures:sign-off -->
"""
NAME = "check-shop-001-disk"
GOOD = f"""---
id: {NAME}
title: Disk
status: Live
version: 1.0.0
author: Dana Okafor
approver: Sam Reyes
reviewed: 2026-11-01
contacts:
  - role: Owner
sign_off:
  - role: Owner
---

# Disk Check

## Purpose
To see.

## Before
- [ ] Everybody informed

## Work

### Step 1: Look
See Step 2.

- [ ] Seen (hold: Owner)

### Step 2: Act
```bash
df
```
- [ ] Done

## Facts

<!-- procedures:metadata -->

<!-- procedures:sign-off -->
"""
MISTAKES = [
    ("title: Disk\n", ""),
    ("title: Disk\n", "titel: Disk\n"),
    ("status: Live", "status: Alive"),
    ("version: 1.0.0", "version: 1.0"),
    ("Sam Reyes", "Dana Okafor"),
    ("Sam Reyes", '"[Approver]"'),
    ("2026-11-01", "2027-11-01"),
    ("2026-11-01", "2020-11-01"),
    ("contacts:\n  - role: Owner", "contacts:\n  - role: Other"),
    ("sign_off:\n  - role: Owner", "sign_off:\n  - role: Other"),
    ("To see.\n", ""),
    ("To see.", "[Why]. TODO"),
    ("- [ ] Everybody informed\n", ""),
    ("- [ ] Everybody informed", "- [ ] ~~Everybody informed~~"),
    ("- [ ] Everybody informed", "- [x] Everybody informed"),
    ("## Before", "## Befor"),
    ("### Step 1: Look", "### Step 3: Look"),
    ("### Step 1: Look", "### Step 1 Look"),
    ("See Step 2", "See Step 9"),
    ("See Step 2", "See check-shop-999-none"),
    ("See Step 2", "See [x](#nowhere)"),
    ("- [ ] Done\n", ""),
    ("hold: Owner", "hold: Nobody"),
    ("df\n```", "df"),
    ("version: 1.0.0", "depends_on: [check-shop-001-disk]\nversion: 1.0.0"),
]
SPEAKS = re.compile(r"roll\w*[ -]?back|way back|undo", re.I)


def test_no_finding_speaks_of_a_rollback() -> None:
    template = load_template("t.md", TEMPLATE.encode())
    assert check_all([read(GOOD, f"procedures/{NAME}.md", template)], template) == []
    for old, new in MISTAKES:
        document = read(replaced(GOOD, old, new), f"procedures/{NAME}.md", template)
        found = check_all([document], template)
        assert found, (old, new)
        for finding in found:
            assert not SPEAKS.search(repr(finding)), finding


def test_nothing_that_is_made_of_the_template_does() -> None:
    template = load_template("t.md", TEMPLATE.encode())
    for text in (
        as_text(summary(template), 100),
        json.dumps(front_matter_schema(template)),
        json.dumps(document_schema(template)),
    ):
        assert "Step" in text or "status" in text
        assert not SPEAKS.search(text)


def test_no_page_does(tmp_path: Path) -> None:
    directives = "".join(f"<!-- procedures:{name} -->\n\n" for name in ("catalog", "attention", "template"))
    files = {"t.md": TEMPLATE, f"procedures/{NAME}.md": GOOD, "docs/index.md": f"# Home\n\n{directives}"}
    built = build_site(tmp_path, files, {"template": "t.md"}, strict=True)
    for page in ("index.html", f"procedures/{NAME}/index.html", "procedures.json"):
        html = built.read(page)
        assert "Disk" in html
        assert not SPEAKS.search(html), page
