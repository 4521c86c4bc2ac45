"""`make run`: a demo database when there is none, then the server, then where to click.

The demo database is built beside its place and moved there when it is whole, so that an interrupted start
leaves nothing half done. With DATABASE_URL set, that database is brought up to date and served as it is: no
demo data goes into it.
"""

import hashlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

BIN = Path(sys.executable).parent
MIGRATIONS = Path("referral/migrations/versions")
LONGEST_START_S = 60
LONGEST_STOP_S = 5
QUIET = ("--log-level", "warning", "--workers-kill-timeout", str(LONGEST_STOP_S))


def flask(*words: str, database_url: str) -> str:
    """Runs a command of the product; returns what it printed, or ends with its error."""
    environment = {**os.environ, "DATABASE_URL": database_url}
    done = subprocess.run(
        [BIN / "flask", "--app", "app", *words],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\n`flask {' '.join(words)}` failed: the lines above say why.")
    return done.stdout


def migrations_mark() -> str:
    """Stands for the set of migrations that this checkout knows."""
    return hashlib.sha256(
        " ".join(sorted(path.name for path in MIGRATIONS.glob("*.py"))).encode()
    ).hexdigest()


def build_demo(database: Path, accounts: Path) -> None:
    """Makes the demo database: all of it or nothing."""
    print("Making the demo database ...", flush=True)
    started = time.monotonic()
    fresh = database.with_name(database.name + ".new")
    for path in database.parent.glob(fresh.name + "*"):
        path.unlink()
    url = f"sqlite:///{fresh}"
    flask("db", "upgrade", database_url=url)
    # Made on this machine and known nowhere else.
    made = flask("seed", database_url=url)
    accounts.touch(mode=0o600)
    accounts.write_text(made)
    with closing(sqlite3.connect(fresh)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in ("-wal", "-shm"):
        Path(f"{fresh}{suffix}").unlink(missing_ok=True)
    fresh.rename(database)
    print(f"Made {database} in {time.monotonic() - started:.0f} s.", flush=True)


def prepare(var_folder: Path) -> str:
    """Makes or updates the database; returns its address."""
    var_folder.mkdir(parents=True, exist_ok=True)
    given = os.environ.get("DATABASE_URL", "")
    database = var_folder / "referral.db"
    url = given or f"sqlite:///{database}"
    mark = var_folder / "migrated"
    wanted = f"{migrations_mark()} {hashlib.sha256(url.encode()).hexdigest()}"
    if not given and not database.exists():
        build_demo(database, var_folder / "demo-accounts.txt")
    elif not mark.exists() or mark.read_text() != wanted:
        print(flask("db", "upgrade", database_url=url), end="")
        # A migration may have marked services whose index rows have to be made anew.
        print(flask("directory", "index", database_url=url), end="")
    mark.write_text(wanted)
    return url


def is_taken(host: str, port: int) -> bool:
    """Whether something else listens there."""
    with closing(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def wait_until_up(server: subprocess.Popen[bytes], url: str) -> None:
    """Returns when the server answers; ends when it died or took too long."""
    end = time.monotonic() + LONGEST_START_S
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    server.terminate()
    sys.exit(
        "The server did not start: the lines above say why; `.venv/bin/flask --app app doctor` may say more."
    )


def banner(url: str, accounts: Path, *, demo: bool) -> str:
    """Where to click and who can sign in."""
    lines = [
        "",
        f"  Find help       {url}/",
        f"  Sign in         {url}/sign-in",
        f"  API reference   {url}/docs",
    ]
    lines.append(f"  Try             {url}/api/v1/search?need=shelter&near=Tirana")
    if demo and accounts.exists() and accounts.read_text().strip():
        lines += ["", f"  Demo accounts, kept in {accounts}. Members sign in at {url}/sign-in;"]
        lines += ["  a key or a token is sent as `Authorization: Bearer ...`:"]
        lines += [f"    {line}".rstrip() for line in accounts.read_text().strip().splitlines()]
    return "\n".join([*lines, "", "  Stop with Ctrl-C.", ""])


def serve(host: str, port: int, url: str) -> subprocess.Popen[bytes]:
    """Starts granian: two processes with two threads each, which two cores keep busy."""
    words = [
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        "2",
        "--blocking-threads",
        "2",
    ]
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.Popen([BIN / "granian", *words, *QUIET, "app:app"], env=environment)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Lets requests finish, but not for ever: granian can wait for a worker that never ends."""
    server.terminate()
    try:
        server.wait(LONGEST_STOP_S + 3)
    except subprocess.TimeoutExpired:
        server.kill()


def main() -> int:
    host, port_text = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    if not port_text.isdigit() or not 1 <= int(port_text) <= 65535:
        sys.exit(f"PORT must be a number from 1 to 65535, not '{port_text}'.")
    port = int(port_text)
    if is_taken(host, port):
        sys.exit(
            f"Port {port} is taken, or {host} is not an address of this machine.\n"
            f"Try another: make run PORT={port % 65535 + 1}"
        )
    var_folder = Path(os.environ.get("VAR_FOLDER", "var"))
    url = prepare(var_folder)
    server = serve(host, port, url)
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
        address = f"http://{shown}:{port}"
        wait_until_up(server, address)
        print(
            banner(address, var_folder / "demo-accounts.txt", demo="DATABASE_URL" not in os.environ),
            flush=True,
        )
        return server.wait()
    except KeyboardInterrupt:
        stop(server)
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
