"""The directive that shows writers what the template requires."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs_deploy_plugin.template import builtin_template
from tests.site.sites import GOOD_ID, build_site, changed, procedure, text_of

PAGE = "# What a procedure needs\n\n<!-- procedures:template -->\n"


def test_an_ordinary_page_shows_the_template_of_the_site(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> {: onclick=x } **b** `c` [d](javascript:e) &lt;"
    text = builtin_template().text.replace("who wrote the procedure and answers questions about it.", hostile)
    files = procedure() | {"team.md": text, "docs/needs.md": PAGE}
    html = build_site(tmp_path, files, {"template": "team.md"}).read("needs/index.html")
    article = html[html.index("<article") : html.index("</article>")]
    words = text_of(article)
    assert re.findall(r'<h2 id="([^"]*)"', article) == ["template-fields", "template-sections"]
    assert "Statuses Draft, In Review, Approved (in force), Retired (retired)" in words
    assert "risk.level required Low, Medium or High the worst realistic effect on users." in words
    assert "Purpose text required from In Review What changes for whom, and why now." in words
    assert "Code review completed Security review (if applicable)" in words
    assert "<script>alert" not in article
    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt; {: onclick=x } **b** `c` [d](javascript:e) &amp;lt;" in article
    )


def test_a_procedure_may_show_it_as_well(tmp_path: Path) -> None:
    text = changed(("## Overview\n", "<!-- procedures:template -->\n\n## Overview\n"))
    html = build_site(tmp_path, procedure(text)).read(f"procedures/{GOOD_ID}/index.html")
    assert html.count('<table data-generated="template"') == 2
