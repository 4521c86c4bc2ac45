"""Every reference of the staged rows leads somewhere, or is kept aside, or its row is refused."""

from collections.abc import Callable, Sequence

from referral.directory.exchange.reading.model import Notes
from referral.directory.exchange.staging import CODES, Staging
from referral.directory.hsds.objects import OBJECTS, Field, HsdsObject

# Which ids of an object the directory holds already.
Known = Callable[[str, set[str]], set[str]]
_CHUNK = 5_000


def check_references(staging: Staging, known: Known, notes: Notes) -> None:
    """Parents first, so that what hangs on a refused row is refused too."""
    for each in OBJECTS.values():
        if each.references:
            _check_object(staging, each, known, notes)
    _check_links(staging, known, notes)


def _check_object(staging: Staging, each: HsdsObject, known: Known, notes: Notes) -> None:
    missing: dict[int, dict[str, str]] = {}
    for field in each.references:
        for n, target in _dangling(staging, each, field, known):
            missing.setdefault(n, {})[field.name] = target
    optional = [field.name for field in each.references]
    needs_parent = not each.required_references and each.name not in (
        "location",
        "organization",
        "taxonomy_term",
    )
    for n, bad in sorted(missing.items()):
        _settle(staging, each, n, bad, notes, parents=optional if needs_parent else [])
    if each.name == "program":
        _adopt_programs(staging, known)
    for field in each.required_references:
        _refuse_empty(staging, each, [field.name], known, notes)
    if needs_parent:
        _refuse_empty(staging, each, optional, known, notes)


def _dangling(staging: Staging, each: HsdsObject, field: Field, known: Known) -> list[tuple[int, str]]:
    """Rows whose reference leads to nothing that is staged or in the directory."""
    rows = staging.query(
        f"""
        SELECT n, target FROM (
            SELECT n, payload ->> '{field.name}' AS target FROM staged WHERE object = ?
        ) WHERE target IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM staged AS other WHERE other.object = ? AND other.id = target)
        """,
        (CODES[each.name], CODES[str(field.to)]),
    )
    held: set[str] = set()
    targets = sorted({target for _, target in rows})
    for start in range(0, len(targets), _CHUNK):
        held |= known(str(field.to), set(targets[start : start + _CHUNK]))
    return [(n, target) for n, target in rows if target not in held]


def _settle(
    staging: Staging, each: HsdsObject, n: int, bad: dict[str, str], notes: Notes, *, parents: list[str]
) -> None:
    """A row with references that lead nowhere: refused if it can't stand without them, else they are kept aside."""
    row = staging.row(n)
    required = [field.name for field in each.required_references if field.name in bad]
    orphan = bool(parents) and not any(row.values.get(name) and name not in bad for name in parents)
    name = required[0] if required else next(iter(bad))
    if required or orphan:
        target = each.by_name[name].to
        notes.reject(
            file=row.file,
            row=row.line,
            column=name,
            value=row.said(name),
            expected=f"the id of {_a(target)} that exists",
            object=each.name,
        )
        staging.refuse(n)
        return
    for name, target in bad.items():
        staging.database.execute(
            "INSERT INTO unresolved VALUES (?, ?, ?, ?)", (CODES[each.name], row.id, name, target)
        )
        notes.warn(
            file=row.file,
            row=row.line,
            column=name,
            value=row.said(name),
            message="leads to nothing here; kept aside",
            object=each.name,
        )
    row.values.update(dict.fromkeys(bad))
    staging.replace(row)


def _a(noun: str | None) -> str:
    return f"an {noun}" if str(noun)[:1] in "aeio" else f"a {noun}"


def _adopt_programs(staging: Staging, known: Known) -> None:
    """A new program that nobody gives to an organisation is that of a service in it: nested JSON says no more."""
    program, service = CODES["program"], CODES["service"]
    rows = staging.query(
        """
        SELECT p.n, p.id, min(s.payload ->> 'organization_id') FROM staged AS p
        JOIN staged AS s ON s.object = ? AND s.payload ->> 'program_id' = p.id
        WHERE p.object = ? AND p.payload ->> 'organization_id' IS NULL GROUP BY p.n
        """,
        (service, program),
    )
    held = known("program", {id_ for _, id_, _ in rows}) if rows else set()
    for n, id_, organization in rows:
        if organization is not None and id_ not in held:
            row = staging.row(n)
            row.values["organization_id"] = organization
            staging.replace(row)


def _refuse_empty(
    staging: Staging, each: HsdsObject, names: Sequence[str], known: Known, notes: Notes
) -> None:
    """A child that names no parent at all hangs in the air, unless the directory knows it and the file says nothing."""
    empty = " AND ".join(f"payload ->> '{name}' IS NULL" for name in names)
    said = " OR ".join(f"payload -> '{name}' IS NOT NULL" for name in names)
    rows = staging.query(
        f"SELECT n, id, file, line, {said} FROM staged WHERE object = ? AND {empty} ORDER BY n",
        (CODES[each.name],),
    )
    held = known(each.name, {id_ for _, id_, _, _, told in rows if not told}) if rows else set()
    wanted = " or ".join(names)
    for n, id_, file, line, told in rows:
        if not told and id_ in held:
            continue
        notes.reject(
            file=file, row=line, column=names[0], value=None, expected=f"a parent: {wanted}", object=each.name
        )
        staging.refuse(n)


def _check_links(staging: Staging, known: Known, notes: Notes) -> None:
    """Attributes hang on any object, by name: where the name is one of HSDS, the holder must exist."""
    attribute = CODES["attribute"]
    entities = staging.query(
        "SELECT DISTINCT lower(payload ->> 'link_entity') FROM staged WHERE object = ?", (attribute,)
    )
    for (entity,) in entities:
        if entity not in OBJECTS:
            continue
        rows = staging.query(
            """
            SELECT n, link FROM (
                SELECT n, payload ->> 'link_id' AS link FROM staged
                WHERE object = ? AND lower(payload ->> 'link_entity') = ?
            ) WHERE link IS NULL
                 OR NOT EXISTS (SELECT 1 FROM staged AS o WHERE o.object = ? AND o.id = link)
            ORDER BY n
            """,
            (attribute, entity, CODES[entity]),
        )
        held = known(entity, {link for _, link in rows if link is not None}) if rows else set()
        for n, link in rows:
            if link is None or link not in held:
                row = staging.row(n)
                notes.reject(
                    file=row.file,
                    row=row.line,
                    column="link_id",
                    value=row.said("link_id"),
                    expected=f"the id of {_a(entity)} that exists",
                    object="attribute",
                )
                staging.refuse(n)
