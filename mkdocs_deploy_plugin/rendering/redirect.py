"""The page at a former address of a procedure, which leads to its page."""

from __future__ import annotations

from html import escape


def redirect_page(former: str, title: str, target: str, canonical: str, script: str) -> str:
    """Return the HTML of the page.

    The script keeps the fragment of a link. A refresh loses it, so it is only for browsers without scripts.

    Args:
        former: The former id.
        title: The title of the procedure.
        target: The relative address of its page.
        canonical: The absolute address of its page, or empty.
        script: The relative address of the script for runs.
    """
    former, title, target, canonical, script = map(escape, (former, title, target, canonical, script))
    link = f'<link rel="canonical" href="{canonical}">\n' if canonical else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>{title}</title>
{link}<noscript><meta http-equiv="refresh" content="0; url={target}"></noscript>
<script src="{script}" data-moved="{target}"></script>
</head>
<body>
<p>The procedure {former} was renamed: <a href="{target}">{title}</a>.</p>
</body>
</html>
"""
