"""The page that is shown instead of a served site while that cannot be built."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape

_MAX_LENGTH = 2_000
"""How much is shown of a reason: a message can quote what a file holds."""


def failure_page(reasons: Iterable[str], address: str, build: str) -> str:
    """Return the HTML of the page. It loads itself again once there has been another build.

    Args:
        reasons: Why the site could not be built.
        address: Where the server says which build there was last.
        build: The build that failed, as the server says it.
    """
    shown = (reason if len(reason) <= _MAX_LENGTH else f"{reason[:_MAX_LENGTH]}…" for reason in reasons)
    items = "\n".join(f"<li>{escape(reason)}</li>" for reason in shown)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The site cannot be built</title>
<style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }}
body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
li {{ margin: 1rem 0; font-family: ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }}
</style>
<noscript><meta http-equiv="refresh" content="3"></noscript>
</head>
<body>
<main role="alert">
<h1>The site cannot be built</h1>
<ul>
{items}
</ul>
<p>Correct this and save the file. The page then appears here by itself.</p>
</main>
<script>
setInterval(async () => {{
  if (document.hidden) return;
  const answer = await fetch({json.dumps(address)}, {{ cache: "no-store" }}).catch(() => null);
  if (answer && (await answer.text()) !== {json.dumps(build)}) location.reload();
}}, 1000);
</script>
</body>
</html>
"""
