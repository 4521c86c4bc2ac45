"""Forms: read by a schema, shown again with everything that was typed and a reason beside each field.

A form's fields are those of a marshmallow schema whose messages are translated (`referral.web.page.fields`). What
begins with `_` is ours: `_csrf`, `_key` (so that a double tap sends once), `_draft`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import marshmallow as ma
from flask import request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from referral.kit.http.fitting import fields_by_key
from referral.kit.ids import as_uuid, new_id
from referral.kit.problems import Refusal


@dataclass
class Form:
    """What stands in a form: texts as they were typed, and what is wrong with them, by field."""

    values: MultiDict[str, str] = field(default_factory=MultiDict)
    errors: dict[str, str] = field(default_factory=dict)
    # Made once for each time that the form is opened.
    key: str = field(default_factory=new_id)
    # What was read of it, once it is right.
    data: dict[str, Any] = field(default_factory=dict)
    # When what stands in it was kept, where it comes from a draft.
    restored: Any = None

    @classmethod
    def of(cls, values: Mapping[str, Any] | None = None) -> "Form":
        """A form with values from elsewhere; None is nothing typed, a list several."""
        made: MultiDict[str, str] = MultiDict()
        for name, value in (values or {}).items():
            several = value if isinstance(value, list | tuple | set | frozenset) else [value]
            made.setlist(name, [_written(each) for each in several if each is not None])
        return cls(values=made)

    def value(self, name: str) -> str:
        """What was typed there."""
        return self.values.get(name, "")

    def chosen(self, name: str, value: str) -> bool:
        """Whether this choice, or one of these choices, was made."""
        return value in self.values.getlist(name)

    def wrong(self, name: str, message: object) -> None:
        """Says what is wrong with a field, or with the whole where `name` is empty."""
        self.errors.setdefault(name, str(message))

    def refused(self, refusal: Refusal, name: str = "", message: object = "") -> None:
        """Says why the rules declined it: in the given words, else in those of the refusal."""
        self.wrong(name, message or gettext(refusal.title))

    @property
    def is_right(self) -> bool:
        return not self.errors


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def read_form(schema: type[ma.Schema], *, source: MultiDict[str, str] | None = None) -> Form:
    """The form that was sent (or `source`): `data` where it is right, `errors` where not. Raises nothing."""
    given = request.form if source is None else source
    form = Form(values=MultiDict(given), key=_key(given.get("_key", "")))
    made = schema(unknown=ma.EXCLUDE)
    try:
        form.data = made.load(_typed(made, form.values))
    except ma.ValidationError as error:
        for name, messages in error.messages_dict.items():
            form.wrong("" if name == "_schema" else str(name), _first(messages))
    return form


def _key(text: str) -> str:
    return as_uuid(text) or new_id()


def _typed(schema: ma.Schema, values: MultiDict[str, str]) -> dict[str, Any]:
    """Texts without blanks around them; what is empty was not given."""
    found: dict[str, Any] = {}
    for name, each in fields_by_key(schema).items():
        texts = [text.strip() if _is_trimmed(each) else text for text in values.getlist(name)]
        texts = [text.replace("\r\n", "\n") for text in texts if text]
        if texts:
            found[name] = texts if isinstance(each, ma.fields.List) else texts[-1]
    return found


def _is_trimmed(each: Any) -> bool:
    return bool(each.metadata.get("format") != "password")


def _first(messages: Any) -> str:
    while isinstance(messages, dict):
        messages = next(iter(messages.values()))
    return str(messages[0] if isinstance(messages, list) else messages)
