"""What an import leaves beside the directory: after a kill, in files, in its report, in the log."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from referral.directory.exchange.applying import Applier
from tests.integration.confidential.conftest import Import
from tests.integration.confidential.houses import CANARY, Source, hidden_houses, house, id_of, mark, position
from tests.integration.confidential.scanning import leaks

Held = Callable[..., list[dict[str, Any]]]
LATE = position("late")


class _Killed(BaseException):
    """As a signal would end it, between two batches."""


def killed_at(monkeypatch: pytest.MonkeyPatch, object_: str) -> None:
    apply = Applier.apply

    def until(self: Applier, session: Any, name: str, batch: Any) -> None:
        if name == object_:
            raise _Killed
        apply(self, session, name, batch)

    monkeypatch.setattr(Applier, "apply", until)


@pytest.mark.parametrize("object_", ["organization", "service_at_location"])
def test_a_killed_import_leaves_nothing_exact_in_public(
    take: Import, held: Held, monkeypatch: pytest.MonkeyPatch, object_: str
) -> None:
    """One house stood open and becomes confidential, another is new."""
    source = Source()
    house(source, "late")
    take(source)
    assert leaks([LATE])
    mark(source, "late", "attribute of the service")
    house(source, "one need")
    mark(source, "one need", "one need")
    with monkeypatch.context() as patched:
        killed_at(patched, object_)
        with pytest.raises(_Killed):
            take(source)
    assert leaks([LATE, position("one need")]) == []
    take(source)
    assert leaks([LATE, position("one need")]) == []
    assert [each["confidential"] for each in held("location")] == [True, True]
    assert len(held("location_private")) == 2


def test_no_staging_file_is_left_and_a_waiting_one_is_the_owners_alone(
    app: Flask, take: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(app.extensions["settings"].var_folder) / "imports"
    with monkeypatch.context() as patched:
        killed_at(patched, "location")
        with pytest.raises(_Killed):
            take(hidden_houses("one need"))
    waiting = [each for each in folder.iterdir() if each.name != ".lock"]
    assert [oct(each.stat().st_mode & 0o777) for each in waiting] == ["0o600"]
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


def test_after_the_run_the_staging_file_is_gone_and_the_report_is_the_owners_alone(
    app: Flask, take: Import
) -> None:
    """The report quotes what could not be used: it goes to whoever has the file that was imported, to nobody else."""
    source = hidden_houses("one need")
    source.add("phone", "orphan", contact_id=id_of("contact", "nobody"), number=f"{CANARY} orphan")
    outcome = take(source)
    assert outcome.objects["phone"]["rejected"] == 1
    var = Path(app.extensions["settings"].var_folder)
    assert [each.name for each in (var / "imports").iterdir()] == [".lock"]
    assert oct((var / "report.json").stat().st_mode & 0o777) == "0o600"
    assert leaks([position("one need")]) == []


def test_neither_the_table_of_counts_nor_the_log_quotes_a_hidden_house(
    take: Import, capfd: pytest.CaptureFixture[str]
) -> None:
    outcome = take(hidden_houses())
    written = capfd.readouterr()
    assert CANARY not in (outcome.said + written.out + written.err).lower()
