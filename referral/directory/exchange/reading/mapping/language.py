"""A mapping file, read and checked: what it says as data whose values are functions of a row.

Faults name the file, the key, and what is allowed there. YAML is read without tags, at most a megabyte of it,
and an alias counts each time that it is used, so a file of aliases upon aliases is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml

from referral.directory.exchange.reading.mapping.columns import Column, Condition
from referral.directory.exchange.reading.mapping.eligibility import read_columns
from referral.directory.exchange.reading.mapping.fault import MappingFault, Place
from referral.directory.exchange.reading.mapping.values import VALUE_KEYS, Compiler, Row, Value, as_text
from referral.directory.hsds.objects import OBJECTS
from referral.directory.profile.texts import TRANSLATABLE, known_language, label_of

_LARGEST = 1024 * 1024
_MOST_NODES = 50_000
_SOURCE = ("files", "sheet", "header", "encoding", "make")
_MAKE = (
    "object",
    "key",
    "when",
    "requires",
    "each",
    "fields",
    "hours",
    "needs",
    "eligibility",
    "confidential",
    "attributes",
    "translations",
    "language",
)


@dataclass(frozen=True, slots=True)
class Attributes:
    """Values of a record that become terms of a taxonomy: taxonomy > group > value."""

    taxonomy: str
    group: str
    values: Value


@dataclass(frozen=True, slots=True)
class Make:
    """One kind of record that a row becomes."""

    object: str
    key: Value | None
    when: Condition | None
    requires: tuple[str, ...]
    each: Value | None
    fields: tuple[tuple[str, Value], ...]
    hours: Value | None
    needs: Value | None
    eligibility: tuple[Column, ...] | None
    confidential: Callable[[Row], bool | None] | None
    attributes: tuple[Attributes, ...]
    # By the label under which each travels, such as name@sq.
    translations: tuple[tuple[str, Value], ...] = ()
    language: Value | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of file of a mapping."""

    files: tuple[str, ...]
    sheet: str | int | None
    header: int
    encoding: str | None
    make: tuple[Make, ...]
    compiler: Compiler

    def fits(self, file: str) -> bool:
        return not self.files or any(fnmatch(file.lower(), each.lower()) for each in self.files)


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping file."""

    name: str
    file: str
    sources: tuple[Source, ...]

    def source_for(self, file: str) -> Source | None:
        return next((each for each in self.sources if each.fits(file)), None)


def load(path: Path) -> Mapping:
    """Read a mapping file. Raises MappingFault (a ReadingError)."""
    place = Place(path.name)
    try:
        if path.stat().st_size > _LARGEST:
            raise place.fault("larger than a megabyte, which no mapping is")
        said = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MappingFault(f"{path}: the mapping file cannot be read ({error.strerror or error}).") from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise place.fault(f"not a readable YAML file ({' '.join(str(error).split())[:300]})") from error
    _count(said, place)
    keys = place.mapping(said, ("name", "sources"), needed=("name", "sources"))
    sources = place.under("sources")
    made = [
        _source(each, sources.under(f"[{n}]"))
        for n, each in enumerate(sources.items(keys["sources"]), start=1)
    ]
    return Mapping(place.under("name").text(keys["name"]), path.name, tuple(made))


def _count(said: Any, place: Place) -> None:
    todo, seen = [said], 0
    while todo:
        value = todo.pop()
        seen += 1
        if seen > _MOST_NODES:
            raise place.fault(f"more than {_MOST_NODES} values once its aliases are followed")
        if isinstance(value, dict):
            todo.extend(value.values())
        elif isinstance(value, list):
            todo.extend(value)


def _source(said: Any, place: Place) -> Source:
    keys = place.mapping(said, _SOURCE, needed=("make",))
    compiler = Compiler()
    make = place.under("make")
    made = [
        _make(each, compiler, make.under(f"[{n}]"))
        for n, each in enumerate(make.items(keys["make"]), start=1)
    ]
    header = keys.get("header", 1)
    if not isinstance(header, int) or isinstance(header, bool) or not 1 <= header <= 1000:
        raise place.under("header").fault("the number of the header's row was expected (1 to 1000)")
    sheet = keys.get("sheet")
    if sheet is not None and not isinstance(sheet, (str, int)):
        raise place.under("sheet").fault("the name or number of a sheet was expected")
    encoding = place.under("encoding").text(keys["encoding"]) if "encoding" in keys else None
    if encoding is not None:
        _known_encoding(encoding, place.under("encoding"))
    files = place.under("files").texts(keys["files"]) if "files" in keys else ()
    return Source(files, sheet, header, encoding, tuple(made), compiler)


def _known_encoding(name: str, place: Place) -> None:
    try:
        "".encode(name)
    except LookupError:
        raise place.fault(f"{name!r} is no encoding; utf-8, cp1252, utf-16, cp1250, cp1251 are") from None


def _make(said: Any, compiler: Compiler, place: Place) -> Make:
    keys = place.mapping(said, _MAKE, needed=("object",))
    name = place.under("object").text(keys["object"])
    if name not in OBJECTS:
        raise place.under("object").fault(f"{name!r} is no HSDS object; allowed are {', '.join(OBJECTS)}")
    if "hours" in keys and name != "schedule":
        raise place.under("hours").fault("only a schedule has hours")
    if "eligibility" in keys and name != "service":
        raise place.under("eligibility").fault("only a service says whom it takes")

    def value(key: str) -> Value | None:
        return compiler.value(keys[key], place.under(key)) if key in keys else None

    return Make(
        object=name,
        key=value("key"),
        when=_condition(keys["when"], compiler, place.under("when")) if "when" in keys else None,
        requires=_requires(keys, name, place.under("requires")),
        each=value("each"),
        fields=_fields(keys.get("fields", {}), name, compiler, place.under("fields")),
        hours=value("hours"),
        needs=compiler.all_of(keys["needs"], place.under("needs")) if "needs" in keys else None,
        eligibility=read_columns(keys["eligibility"], compiler, place.under("eligibility"), _condition)
        if "eligibility" in keys
        else None,
        confidential=_confidential(keys.get("confidential"), compiler, place.under("confidential")),
        attributes=_attributes(keys.get("attributes", []), compiler, place.under("attributes")),
        translations=_translations(keys.get("translations", {}), name, compiler, place.under("translations")),
        language=_language(keys, compiler, place.under("language")),
    )


def _fields(said: Any, name: str, compiler: Compiler, place: Place) -> tuple[tuple[str, Value], ...]:
    fields = place.mapping(said, OBJECTS[name].by_name)
    return tuple((each, compiler.value(spec, place.under(each))) for each, spec in fields.items())


def _requires(keys: dict[str, Any], name: str, place: Place) -> tuple[str, ...]:
    wanted = place.texts(keys["requires"]) if "requires" in keys else ()
    for each in wanted:
        if each not in OBJECTS[name].by_name:
            raise place.fault(f"{each!r} is no field of {name}")
    return wanted


def _condition(said: Any, compiler: Compiler, place: Place) -> Condition:
    keys = place.mapping(said, ("is", "unless", *VALUE_KEYS))
    if "unless" in keys:
        other = _condition(keys["unless"], compiler, place.under("unless"))
        return lambda row: not other(row)
    source = {name: each for name, each in keys.items() if name != "is"}
    value = compiler.value(source, place)
    if "is" not in keys:
        return lambda row: value(row) is not None
    spec = keys["is"]
    wanted = {each.lower() for each in place.under("is").texts(spec if isinstance(spec, list) else [spec])}

    def holds(row: Row) -> bool:
        found = value(row)
        items = found if isinstance(found, list) else [found]
        return any((as_text(each) or "").strip().lower() in wanted for each in items)

    return holds


def _confidential(said: Any, compiler: Compiler, place: Place) -> Callable[[Row], bool | None] | None:
    if said is None:
        return None
    if isinstance(said, bool):
        return lambda _: said
    keys = place.mapping(said, ("when",), needed=("when",))
    holds = _condition(keys["when"], compiler, place.under("when"))
    return lambda row: True if holds(row) else None


def _attributes(said: Any, compiler: Compiler, place: Place) -> tuple[Attributes, ...]:
    made = []
    for n, each in enumerate(said if isinstance(said, list) else place.items(said), start=1):
        here = place.under(f"[{n}]")
        keys = here.mapping(each, ("taxonomy", "group", "values"), needed=("taxonomy", "group", "values"))
        values = compiler.value(keys["values"], here.under("values"))
        made.append(Attributes(here.text(keys["taxonomy"]), here.text(keys["group"]), values))
    return tuple(made)


def _translations(said: Any, name: str, compiler: Compiler, place: Place) -> tuple[tuple[str, Value], ...]:
    if said and name not in TRANSLATABLE:
        raise place.fault(f"texts of {name} have no translations; those of {', '.join(TRANSLATABLE)} have")
    made = []
    for field, languages in place.mapping(said, TRANSLATABLE.get(name, ())).items():
        here = place.under(field)
        if not isinstance(languages, dict) or not languages:
            raise here.fault("languages with a value each were expected, as in {sq: Emri}")
        for tag, spec in languages.items():
            try:
                label = label_of(field, known_language(str(tag)))
            except ValueError as fault:
                raise here.fault(str(fault)) from None
            made.append((label, compiler.value(spec, here.under(str(tag)))))
    return tuple(made)


def _language(keys: dict[str, Any], compiler: Compiler, place: Place) -> Value | None:
    if "language" not in keys:
        return None
    if keys["object"] not in TRANSLATABLE:
        raise place.fault(f"only these have a language: {', '.join(TRANSLATABLE)}")
    return compiler.value(keys["language"], place)
