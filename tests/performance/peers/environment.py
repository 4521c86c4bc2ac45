"""The programs of the peers, in an environment of their own: our packages and theirs do not meet."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Self

LOCK = Path("requirements/bench-peers.txt")
_PROGRAMS = ("tipg", "uvicorn", "pygeoapi", "gunicorn")


class Environment:
    """A virtual environment that holds exactly what the lock names for this Python, checked by hash."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.versions = self._versions()

    @classmethod
    def made(cls, folder: Path) -> Self:
        """The environment in this folder, made anew where lock or Python are others; ends the run where that fails."""
        stamp = folder / ".complete"
        wanted = f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {sys.version}"
        if not stamp.exists() or stamp.read_text() != wanted:
            print(f"installing the peers from {LOCK} …", flush=True)
            shutil.rmtree(folder, ignore_errors=True)
            _run(sys.executable, "-m", "venv", folder)
            words = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
            python = folder / "bin" / "python"
            _run(python, "-m", "pip", "install", *words, "--only-binary", ":all:", "-r", LOCK)
            stamp.write_text(wanted)
        return cls(folder)

    def _versions(self) -> dict[str, str]:
        script = f"from importlib.metadata import version\nfor name in {_PROGRAMS}: print(version(name))"
        return dict(zip(_PROGRAMS, _run(self.bin / "python", "-c", script).split(), strict=True))


def _run(*words: str | Path) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.stdout
