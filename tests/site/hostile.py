"""Procedures in which every value tries to run a script.

Each payload calls a function that no page defines, `pwned<number>`; the tests define it and look at who calls
it. A value that becomes markup without running shows as an element or an attribute with that name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mkdocs_deploy_plugin.template import Field, FieldKind, builtin_template
from mkdocs_deploy_plugin.template.schema import SITE_KEYS
from tests.site.sites import GOOD

NAME = "pwned"

PAYLOADS = (
    "<img src=x onerror={}()>",
    '"><img src=x onerror={}()><a x="',
    "'><svg onload={}()>",
    '" onmouseover="{}()" autofocus onfocus="{}()" {}="',
    "' onmouseover='{}()' autofocus onfocus='{}()' {}='",
    "javascript:{}()",
    " JaVa\tScRiPt:{}()",
    "\x01javascript:{}()",
    'https://x.example/" onmouseover="{}()" x=\'',
    "data:text/html,<script>parent.{}()</script>",
    "&lt;img src=x onerror={}()&gt;",
    "&#60;img src=x onerror={}()&#62;",
    "&amp;lt;img src=x onerror={}()&amp;gt;",
    "</script><script>{}()</script>",
    "</title><svg/onload={}()>",
    "</textarea></style></noscript><img src=x onerror={}()>",
    "--><img src=x onerror={}()><!--",
    "--!><img src=x onerror={}()>",
    "]]><x-{}></x-{}>",
    "<iframe srcdoc='<script>parent.{}()</script>'></iframe>",
    "<base href='https://{}.example/'><meta http-equiv=refresh content='0;url=javascript:{}()'>",
    "[x](javascript:{}()){{: onclick={}() }}",
    "<javascript:{}()> ![x](x){{ onerror={}() }}",
    "{{{{ lipsum.__globals__.{} }}}}{{% raw %}}<x-{}>",
    "\uff1cimg src=x onerror={}()\uff1e\u2028<\u200bimg src=x onerror={}()>",
    "<<img/src=x/onerror={}()//<p title='</p><svg onload={}()>'>",
    "\x02amp\x03lt;img src=x onerror={}()\x02amp\x03gt;\x02wzxhzdk:0\x03",
    "<math><mi//xlink:href=javascript:{}()><style><!--</style><img src=x onerror={}()>",
)

# Keys that a theme or a plugin of a site reads, besides those that the schema knows.
_FURTHER = (
    "author", "canonical_url", "edit_url", "git_revision_date_localized", "image", "link", "location",
    "redirect", "revision_date", "robots", "source", "status", "template", "toc", "url",
)  # fmt: skip
# An icon that the theme does not have ends the build, so it cannot be hostile.
SITE_FIELDS = (
    *(key for key in SITE_KEYS if key != "icon"),
    *(key for key in _FURTHER if key not in SITE_KEYS),
)

Shape = Callable[[Field, str], Any]


def payload(number: int) -> str:
    """Return a payload, with the name of its own function."""
    return PAYLOADS[number].replace("{}", name_of(number)).replace("{{", "{").replace("}}", "}")


def name_of(number: int) -> str:
    """Return the name of the function that a payload calls."""
    return f"{NAME}{number:02}"


def _typed(field: Field, text: str) -> Any:
    """Return a value of the form that a field has, with the payload for each text in it."""
    if field.kind is FieldKind.LIST:
        return [value for shape in field.fields for value in [_typed(shape, text)] * 2] or [text]
    if field.kind is FieldKind.OBJECT:
        return {inner.key: _typed(inner, text) for inner in field.fields} | {text: text}
    if field.kind is FieldKind.MAP:
        return {"release": _typed(field.fields[0], text), text: _typed(field.fields[0], text)}
    return text


def _mapping(field: Field, text: str) -> Any:
    names = ("title", "url", "name", "level", "role", "boost", "cards_layout", text)
    return dict.fromkeys(names, text)


SHAPES: Mapping[str, Shape] = {
    "typed": _typed,
    "text": lambda field, text: text,
    "list": lambda field, text: [text, [text], _mapping(field, text)],
    "mapping": _mapping,
}


def fields() -> list[Field]:
    """Return the fields of the built-in template, and those of the site."""
    own = list(builtin_template().fields)
    known = {field.key for field in own}
    lists = {"tags", "hide", "source"}
    return own + [
        Field(key, key, "", FieldKind.LIST if key in lists else FieldKind.TEXT)
        for key in SITE_FIELDS
        if key not in known
    ]


def body(text: str) -> str:
    """Return a body that has a payload wherever Markdown takes it for text, never as HTML."""
    code = f"`` {text} ``".replace("\u2028", " ")
    title = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        f'# Title {code}\n\n## Overview {code}\n\n[link](#overview "{title}") '
        f'![](https://x.example/x.png "{title}")\n\n'
        f"- [ ] Check {code}\n- [ ] ~~Check~~ n/a: {code}\n\n### Step 1.1: {code}\n\n```bash\n{text}\n```\n\n"
        f"| {code.replace('|', '')} | b |\n|---|---|\n| c | {code.replace('|', '')} |\n\n"
        "See Step 1.1 and `deploy-shop-001-checkout`.\n\n<!-- procedures:metadata -->\n\n"
        "<!-- procedures:environments -->\n\n<!-- procedures:contacts -->\n\n<!-- procedures:sign-off -->\n"
    )


def written(front_matter: Mapping[str, Any], text: str) -> str:
    """Return a procedure as text."""
    return f"---\n{json.dumps(front_matter)}\n---\n\n{body(text)}"


def hostile_files(numbers: Sequence[int], single: Sequence[int]) -> Iterator[tuple[str, str]]:
    """Yield the paths and texts of procedures.

    Args:
        numbers: The payloads of procedures in which all values are hostile, one for each shape of a value.
        single: The payloads of procedures in which one value is hostile and all others are good.
    """
    good = _front_matter(GOOD)
    for number in numbers:
        text = payload(number)
        for name, shape in SHAPES.items():
            front = {field.key: shape(field, text) for field in fields()}
            yield f"procedures/all-{number}-{name}.md", written(front, text)
            front = {**front, "id": f"deploy-evil-{number:03}-{name}", "title": text, text: text}
            yield f"procedures/deploy-evil-{number:03}-{name}.md", written(front, text)
        file = text.replace("/", "").replace("\0", "")
        yield f"procedures/{file}.md", "Nothing.\n"
        yield f"procedures/{file}/{file} {number}.md", body(text)
    for number in single:
        text = payload(number)
        for at, field in enumerate(fields()):
            front = good | {"id": f"deploy-single{number}-{at:03}-x", field.key: _typed(field, text)}
            yield f"procedures/deploy-single{number}-{at:03}-x.md", written(front, text)


def _front_matter(text: str) -> dict[str, Any]:
    import yaml

    loaded: dict[str, Any] = yaml.safe_load(text.split("---\n")[1])
    loaded["reviewed"] = str(loaded["reviewed"])
    return loaded
