"""An import from a file to the directory: staged, checked, applied in batches, resumed after a kill."""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from referral.directory.exchange.applying import BATCH, Applier, Counts
from referral.directory.exchange.arrivals import take_arrivals
from referral.directory.exchange.audiences import narrow_audiences, tell_unknown
from referral.directory.exchange.concealing import Changed, conceal_staged
from referral.directory.exchange.confidential import hide_confidential
from referral.directory.exchange.criteria_rows import add_criteria
from referral.directory.exchange.finishing import finish, foresee
from referral.directory.exchange.holding_back import hold_back
from referral.directory.exchange.loading import load, notes_into
from referral.directory.exchange.merging import merge_repeated
from referral.directory.exchange.needs_rows import add_needs, ensure_own_taxonomies, own_rows
from referral.directory.exchange.ordering import order_parents_first
from referral.directory.exchange.private import withheld_ids
from referral.directory.exchange.reading import read
from referral.directory.exchange.reading.model import ReadingError, Record
from referral.directory.exchange.references import check_references
from referral.directory.exchange.report import Report, summary
from referral.directory.exchange.staging import Staging
from referral.directory.exchange.telling import tell_areas
from referral.directory.exchange.text_rows import add_language, check_texts
from referral.directory.hsds.objects import OBJECTS
from referral.directory.models import ImportRun
from referral.directory.queries.nesting import rows_by
from referral.kit.clock import now
from referral.kit.db.work import unit_of_work
from referral.kit.ids import new_id

Progress = Callable[[str, int, int | None], None]


class AnotherImportRuns(RuntimeError):
    """Only one import may write at a time."""


class RejectedAsAWhole(RuntimeError):
    """`--strict` was asked for and rows were rejected: nothing was written."""


@dataclass(frozen=True)
class Request:
    """What to import and how. `source` names a complete source: what it no longer holds is withdrawn.

    `records` gives records that no file holds; `path` then is only their name. `language` is that of all texts of which
    the file does not say it, a tag of BCP 47; without it their language is not known.
    """

    path: Path
    mapping: Path | None = None
    source: str | None = None
    strict: bool = False
    dry_run: bool = False
    records: Callable[[], Iterator[Record]] | None = None
    language: str | None = None


def silent(_what: str, _done: int, _of: int | None) -> None:
    """Progress that nobody watches."""


@contextmanager
def importing(
    request: Request, folder: Path, progress: Progress = silent
) -> Iterator[tuple[Report, Staging]]:
    """Imports, and gives the report with the staging file that holds its notes; the file is gone afterwards.

    Raises `ReadingError` for a file that can't be used and `RejectedAsAWhole` under `--strict`: the directory is then
    as it was before.
    """
    folder = folder.resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder):
        _clear_up(folder)
        digest = _digest(request)
        run = None if request.dry_run else _unfinished(digest)
        staging = Staging(Path(run.staging) if run else folder / f"{new_id()}.reading")
        finished = False
        try:
            if run is None:
                _stage(staging, request, progress)
            report = _apply(staging, request, digest, run, progress)
            finished = True
            yield report, staging
        except BaseException:
            # Once rows are being applied the staging file is what a later run resumes from.
            finished = finished or _unfinished(digest) is None
            raise
        finally:
            staging.close(remove=finished)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherImportRuns("another import is running; wait until it ends") from error
        yield


def _clear_up(folder: Path) -> None:
    """Removes what killed imports left and nobody resumes: files that were being read, and those of finished runs."""
    for left in folder.glob("*.reading"):
        left.unlink()
    lasting = [str(path) for path in folder.glob("*.sqlite")]
    if lasting:
        done = sa.select(ImportRun.staging).where(
            ImportRun.staging.in_(lasting), ImportRun.finished_at.is_not(None)
        )
        with unit_of_work(write=False) as session:
            for path in session.scalars(done):
                Path(path).unlink(missing_ok=True)


def _digest(request: Request) -> str:
    """One number for the content of all files that are read."""
    said = [request.source, request.strict, request.path.name, *filter(None, [request.language])]
    digest = hashlib.sha256("\x1f".join(map(str, said)).encode())
    if request.records is not None:
        return digest.hexdigest()
    paths = (
        [request.path]
        if request.path.is_file()
        else sorted(p for p in request.path.rglob("*") if p.is_file())
    )
    for path in [*paths, *([request.mapping] if request.mapping else [])]:
        try:
            with path.open("rb") as opened:
                while chunk := opened.read(1 << 20):
                    digest.update(chunk)
        except OSError as error:
            raise ReadingError(f"{path} cannot be read: {error.strerror}.") from error
    return digest.hexdigest()


def _unfinished(digest: str) -> ImportRun | None:
    with unit_of_work(write=False) as session:
        runs = session.scalars(
            sa.select(ImportRun).where(ImportRun.digest == digest, ImportRun.finished_at.is_(None))
        )
        return next((run for run in runs if Path(run.staging).exists()), None)


def _stage(staging: Staging, request: Request, progress: Progress) -> None:
    """Everything that can be done before the directory is touched."""
    notes = notes_into(staging)
    mapped = request.mapping is not None or request.records is not None
    namespace = request.source or request.path.name
    records = (
        request.records() if request.records else read(request.path, mapping=request.mapping, notes=notes)
    )
    load(
        staging,
        records,
        namespace=namespace,
        mapped=mapped,
        notes=notes,
        progress=lambda what, many: progress(what, many, None),
    )
    progress("checking", 0, None)
    merge_repeated(staging, mapped=mapped, notes=notes)
    add_needs(staging, notes)
    with unit_of_work(write=False) as session:
        add_criteria(staging, session)
    check_texts(staging, notes)
    if request.language is not None:
        with unit_of_work(write=False) as session:
            add_language(staging, session, request.language)
    check_references(staging, _known, notes)
    take_arrivals(staging, notes)
    order_parents_first(staging, notes)
    with unit_of_work(write=False) as session:
        hide_confidential(staging, session, notes)
        tell_unknown(staging, notes)
        hold_back(session, staging, notes)
    tell_areas(staging, notes)
    notes.finish()
    staging.keep()
    if request.strict and staging.rejected():
        raise RejectedAsAWhole(
            f"{sum(staging.rejected().values())} rows were rejected; nothing was written (--strict)"
        )


def _known(object_: str, ids: set[str]) -> set[str]:
    own = ids & own_rows(object_).keys()
    with unit_of_work(write=False) as session:
        found = own | {row["id"] for row in rows_by(session, object_, "id", ids - own)}
        if found == ids:
            return found
        # What hangs on a withheld row has a parent too: it is withheld with it.
        return found | {id_ for name, id_, _ in withheld_ids(session) if name == object_ and id_ in ids}


def _apply(
    staging: Staging, request: Request, digest: str, run: ImportRun | None, progress: Progress
) -> Report:
    resumed = run is not None
    if run is None:
        run = ImportRun(
            id=new_id(),
            digest=digest,
            source=request.source,
            staging=str(staging.path.with_suffix(".sqlite")),
            position=0,
            counts={},
            started_at=now(),
            finished_at=None,
        )
    write = not request.dry_run and not staging.is_empty()
    concealed = _begin(staging, run) if write and not resumed else Changed()
    counts = Counts.from_dict(run.counts.get("counts", {}))
    updated_by = f"import of {request.source or request.path.name}"
    applier = Applier(staging, now(), updated_by, write, counts, concealed)
    _apply_objects(applier, run, progress)
    notes = notes_into(staging)
    # A source without a single usable row is a broken source: it withdraws nothing.
    source = None if staging.is_empty() else request.source
    withdrawn = finish(run.id, source, applier, notes) if write else foresee(source, applier, notes)
    notes.finish()
    counts.unchanged.update(staging.repeated())
    return summary(counts, staging.rejected(), withdrawn=withdrawn, dry_run=request.dry_run, resumed=resumed)


def _begin(staging: Staging, run: ImportRun) -> Changed:
    """From here on the directory is written to, and a killed import is resumed from the staging file."""
    staging.make_lasting(Path(run.staging))
    with unit_of_work(write=True) as session:
        ensure_own_taxonomies(session)
        session.add(run)
        # Before any batch: what stood open until now must not outlive a kill.
        concealed = conceal_staged(session, staging)
        narrow_audiences(session, staging)
        return concealed


def _apply_objects(applier: Applier, run: ImportRun, progress: Progress) -> None:
    names = list(OBJECTS)
    started = run.counts.get("object", names[0])
    staging = applier.staging
    total = staging.query("SELECT count(*) FROM staged")[0][0]
    done = 0
    for object_ in names:
        position = 0
        if names.index(object_) < names.index(started):
            done += staging.count(object_)
            continue
        if object_ == started:
            position = run.position
        while batch := staging.batch(object_, after=position, size=BATCH):
            position = batch[-1].n
            with unit_of_work(write=applier.write) as session:
                applier.apply(session, object_, batch)
                if applier.write:
                    _remember(session, run.id, object_, position, applier.counts)
            done += len(batch)
            progress("writing" if applier.write else "comparing", done, total)


def _remember(session: Session, run_id: str, object_: str, position: int, counts: Counts) -> None:
    session.execute(
        sa.update(ImportRun)
        .where(ImportRun.id == run_id)
        .values(position=position, counts={"object": object_, "counts": counts.as_dict()})
    )
