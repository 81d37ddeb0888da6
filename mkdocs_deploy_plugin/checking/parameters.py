"""Rules about parameters: no secrets, usable patterns, and examples that match them."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, FrontMatter, Json, Related
from mkdocs_deploy_plugin.patterns import matches
from mkdocs_deploy_plugin.template import Field, FieldKind, Template
from mkdocs_deploy_plugin.template.meanings import PARAMETERS
from mkdocs_deploy_plugin.template.parameter_patterns import pattern_problem
from mkdocs_deploy_plugin.text import quoted

MOST = 100
"""The maximum number of parameters of a procedure: the page supports no more."""

_SECRETS = """
    password passwords passwd pwd passphrase passphrases passcode secret secrets token tokens credential
    credentials creds apikey apikeys privatekey secretkey accesskey jwt bearer
    """
_KEYS = "api private secret access signing encryption master shared account"
_ABOUT = """
    age alias arn audience backend bucket budget class count date days dir directory email enabled endpoint
    engine env environment expiration expires expiry field file files fingerprint folder format group header
    host hours id ids index issuer kind label length lifetime limit list manager minutes mount name names
    namespace number owner path paths period policy port prefix provider ref reference region renewal role
    rotation scope scopes seconds server service size store suffix template timeout ttl type url uri user
    username var variable vault version versions
    """
_ABOUT_BEFORE = "count disable enable has is max min needs no num number skip use uses"
SECRETS, KEYS, ABOUT, ABOUT_BEFORE = map(frozenset, map(str.split, (_SECRETS, _KEYS, _ABOUT, _ABOUT_BEFORE)))
"""Words for secrets, words that make `key` a secret, and words after or before these that name no secret."""


def check_parameters(
    document: Document, front_matter: FrontMatter, template: Template
) -> Iterator[Diagnostic]:
    """Yield findings about a procedure's parameters. Schema violations are reported elsewhere."""
    field, parameters = template.field(PARAMETERS), front_matter.value(PARAMETERS)
    if field is None or field.kind is not FieldKind.MAP or not isinstance(parameters, dict):
        return
    path = document.source.path
    for number, (name, value) in enumerate(parameters.items()):
        pointer = template.pointer(PARAMETERS, name)
        place = front_matter.keys.get(pointer, front_matter.end)
        if number == MOST:
            yield diagnostic(
                "too-large",
                path,
                place,
                f"The procedure has {len(parameters)} parameters; a page supports at most {MOST}",
                "Remove parameters that you do not need, or split the procedure.",
                pointer=f"/front_matter{pointer}",
            )
            return
        if secret := secret_in(name):
            yield diagnostic(
                "secret-parameter",
                path,
                place,
                f"The parameter {quoted(name)} is named like a secret: {quoted(secret)}",
                "Remove the parameter, and have the command read the secret from where it is stored.",
                reason="values are shown on the page, stored by the browser and saved in the record",
                pointer=f"/front_matter{pointer}",
            )
        if isinstance(value, dict):
            shape = field.fields[0]
            given = {
                key: inner for key, inner in value.items() if not _is_placeholder(shape.field(key), inner)
            }
            yield from _pattern(path, front_matter, template, name, given)


def secret_in(name: str) -> str:
    """Return the word in a parameter's name that marks it as a secret; empty if none does.

    Data about a secret, such as its name, path or lifetime, is not a secret.
    """
    words = [word.rstrip("0123456789") for word in name.lower().split("_")]
    for at, word in enumerate(words):
        is_key = word in ("key", "keys") and at > 0 and words[at - 1] in KEYS
        if not is_key and word not in SECRETS:
            continue
        first = at - 1 if is_key else at
        if not ABOUT.isdisjoint(words[at + 1 :]) or not ABOUT_BEFORE.isdisjoint(words[:first]):
            continue
        return "_".join(words[first : at + 1])
    return ""


def _pattern(
    path: str, front_matter: FrontMatter, template: Template, name: str, given: dict[str, Json]
) -> Iterator[Diagnostic]:
    """Yield a finding for a pattern that the page cannot use, or an example that does not match it."""
    pattern, example = given.get("pattern"), given.get("example")
    if not isinstance(pattern, str) or not pattern:
        return
    pointer = template.pointer(PARAMETERS, name, "pattern")
    place = front_matter.values.get(pointer, front_matter.end)
    if problem := pattern_problem(pattern):
        yield diagnostic(
            "invalid-value",
            path,
            place,
            f"The pattern of {quoted(name)} cannot be used: {problem}",
            "Use JavaScript syntax without lookaround or backreferences. Limit nested repeats, as in {0,5}.",
            reason="the page cannot check values against it",
            pointer=f"/front_matter{pointer}",
        )
    elif isinstance(example, str) and example and not matches(pattern, example):
        pointer = template.pointer(PARAMETERS, name, "example")
        yield diagnostic(
            "parameter-example",
            path,
            front_matter.values.get(pointer, front_matter.end),
            f"The example {quoted(example)} does not match the pattern of {quoted(name)}",
            "Correct the example or the pattern, which must match the whole value.",
            reason="the page would reject such a value",
            pointer=f"/front_matter{pointer}",
            related=Related(path, place, "the pattern"),
        )


def _is_placeholder(field: Field | None, value: Json) -> bool:
    """Return whether a value is still the template's placeholder, which another rule reports."""
    return field is not None and bool(field.example) and value == field.example
