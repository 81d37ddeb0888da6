"""The two validators of a schema (JSON Schema 2020-12), each used for what it is best at.

jsonschema-rs answers one question: does a document fit? Only a document that does not fit pays for
`jsonschema`, whose error tree has been stable for years and which says what is wrong, and where.

Both match `pattern` and `format` with the same engine, in time linear in the text: a pattern of a
template can neither hang the check nor mean two things. The tests hold the verdicts against each
other, and against `jsonschema` with its own patterns and formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from mkdocs_deploy_plugin.checking.violation import Violation


def validator(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """Return the validator that says whether a document fits."""
    return jsonschema_rs.Draft202012Validator(
        schema, validate_formats=True, pattern_options=jsonschema_rs.RegexOptions()
    )


def violations(schema: dict[str, Any], data: dict[str, Any]) -> Iterator[Violation]:
    """Yield what is wrong with a document that does not fit."""
    for error in _explainer()(schema).iter_errors(data):
        yield Violation.of(error, schema)


@cache
def _explainer() -> Any:
    """Return the class of the validator that explains. Importing it takes longer than most checks."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend

    def required(_: Any, names: list[str], instance: Any, __: Any) -> Iterator[ValidationError]:
        # As the library has it, but that the error carries the one name that is missing.
        for name in names if isinstance(instance, dict) else ():
            if name not in instance:
                yield ValidationError(f"{name!r} is missing", validator_value=[name])

    def same_engine(keyword: str) -> Any:
        def check(_: Any, value: str, instance: Any, __: Any) -> Iterator[ValidationError]:
            if isinstance(instance, str) and not _leaf(keyword, value).is_valid(instance):
                yield ValidationError(f"{instance!r} does not fit the {keyword} {value!r}")

        return check

    keywords = {"required": required, "pattern": same_engine("pattern"), "format": same_engine("format")}
    return extend(Draft202012Validator, keywords)  # type: ignore[no-untyped-call]


@cache
def _leaf(keyword: str, value: str) -> jsonschema_rs.Draft202012Validator:
    return validator({keyword: value})
