"""What a line may touch: transactions, exceptions, dialects, the web and the tables each have their place."""

import ast
import sys
from pathlib import Path

import pytest

from tests.fixtures.source import calls, imports, is_below, modules, report, tree

# Where a broad catch that ends an error is right, and why.
CATCHES_EVERYTHING = {
    "referral/kit/jobs.py": "a job that fails in whatever way is noted and tried again; the worker goes on",
}
COMMITS = ("referral/kit/db", "referral/kit/jobs.py", "referral/kit/jobs")
KNOWS_DIALECTS = ("referral/kit", "referral/search/sql", "referral/migrations")
WEB_LIBRARIES = {"flask", "flask_smorest", "werkzeug", "webargs", "apispec", "flask_limiter"}
SPEAKS_HTTP = (
    *("referral/kit/http", "referral/kit/log.py", "referral/web", "referral/cli", "referral/factory.py"),
    "referral/access/edge.py",  # finds out who is calling
)
SQL_FREE = {"routes", "schemas", "rules"}


# Rooms so large that each of their folders is laid out like a room.
IN_ROOMS = ("referral/coverage/ogc", "referral/coverage/tiles")


def stem_or_folder(path: Path) -> str:
    """`routes` for `referral/x/routes.py` and for `referral/x/routes/services.py`."""
    level = 3 if is_below(path, *IN_ROOMS) else 2
    return path.parts[level].removesuffix(".py") if len(path.parts) > level else path.stem


def test_only_the_edge_commits() -> None:
    found = [
        f"{path}:{call.lineno}"
        for path in modules()
        if not is_below(path, *COMMITS)
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]
    assert not found, report(found)


def _is_broad(handler: ast.ExceptHandler) -> bool:
    if ast.unparse(handler.body[-1]) == "raise":
        return False  # it cleans up and lets the error go on
    named = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(name is None or ast.unparse(name) in ("Exception", "BaseException") for name in named)


def test_broad_catches_are_on_the_list() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path in modules()
        if str(path) not in CATCHES_EVERYTHING
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node)
    ]
    assert not found, report(found)


def _asks_for_dialect(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "name" and ast.unparse(node.value).split(".")[-1] == "dialect"
    if isinstance(node, ast.Compare):
        words = ast.unparse(node)
        return any(kind in words for kind in ("'postgresql'", "'sqlite'", "'postgis'", "'spatialite'"))
    return False


def test_dialects_are_told_apart_only_in_the_kit_and_in_the_search_statements() -> None:
    found = [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for path in modules()
        if not is_below(path, *KNOWS_DIALECTS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute | ast.Compare) and _asks_for_dialect(node)
    ]
    assert not found, report(found)


def is_of_rules(path: Path) -> bool:
    """Whether it is a room's rules.py, or in its folder of that name."""
    return stem_or_folder(path) == "rules"


@pytest.mark.parametrize("path", [path for path in modules() if is_of_rules(path)], ids=str)
def test_rules_import_only_the_standard_library_and_pure_parts(path: Path) -> None:
    impure = (
        "referral.kit.clock",
        "referral.kit.db",
        "referral.kit.http",
        "referral.kit.log",
        "referral.kit.jobs",
    )
    # Bytes from values, and nothing else.
    plain = {"orjson"}
    noisy = {"os", "subprocess", "socket", "urllib", "time", "random", "sqlite3"}
    room = ".".join(path.with_suffix("").parts[:-1])
    found = []
    for line, name in imports(path):
        top = name.split(".")[0]
        own = name.startswith((f"{room}.", "referral.kit.")) and not name.startswith(impure)
        own = own or (
            top == "referral" and name.split(".")[2:3] == ["rules"]
        )  # a lower room's: see the floors
        standard = top in sys.stdlib_module_names and top not in noisy
        if not (own or standard or top in plain or name in ("referral.kit", room)):
            found.append(f"{path}:{line}: {name}")
    assert not found, report(found)


def test_the_web_stops_at_the_routes() -> None:
    found = [
        f"{path}:{line}: {name}"
        for path in modules()
        if not is_below(path, *SPEAKS_HTTP) and stem_or_folder(path) != "routes"
        for line, name in imports(path)
        if name.split(".")[0] in WEB_LIBRARIES
    ]
    assert not found, report(found)


def test_routes_schemas_and_rules_do_not_write_sql() -> None:
    found = [
        f"{path}:{line}: {name}"
        for path in modules()
        if path.parts[1] not in ("kit", "migrations") and stem_or_folder(path) in SQL_FREE
        for line, name in imports(path)
        if name.split(".")[0] in ("sqlalchemy", "geoalchemy2", "psycopg", "pysqlite3")
        if name not in ("sqlalchemy.orm", "sqlalchemy.orm.Session")  # what a view hands on
    ]
    assert not found, report(found)


def test_tables_of_a_room_are_its_own() -> None:
    """Search and coverage may read the directory's tables; migrations know all."""
    readers = {"directory": ("referral/search", "referral/coverage")}
    found = []
    for path in modules():
        for line, name in imports(path):
            parts = name.split(".")
            if len(parts) < 3 or parts[0] != "referral" or parts[2] != "models" or parts[1] == "kit":
                continue
            allowed = (f"referral/{parts[1]}", "referral/migrations", *readers.get(parts[1], ()))
            if not is_below(path, *allowed):
                found.append(f"{path}:{line}: {name}")
    assert not found, report(found)
