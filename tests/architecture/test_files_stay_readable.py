"""Files that a person can hold in mind, and nothing left for later."""

import ast
import re
from pathlib import Path

from tests.fixtures.source import ROOT, modules, own_files, report, tree

TWO_THINGS = 400
SOURCES = [*modules(), *modules(ROOT / "tests"), *modules(ROOT / ".setup"), Path("app.py")]
# Words that mean "somebody should"; in pieces, so that this file is not found itself.
LEFT_FOR_LATER = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
# Package registries, whose clients know their addresses, and hosts of scripts: our pages load none of theirs.
HOSTS = (
    *("pypi" + ".org", "pythonhosted" + ".org", "npm" + "js.org", "npm" + "js.com", "yarn" + "pkg.com"),
    *("deb.debian" + ".org", "security.debian" + ".org"),
    *("jsdelivr" + ".net", "unpkg" + ".com", "cdnjs" + ".cloudflare", "fonts.google" + "apis.com"),
)
MACHINE_PATHS = re.compile(r"(?<![\w./<-])(/wo" + r"rk/|/ro" + r"ot/|/ho" + r"me/\w)")
TEXT_SUFFIXES = ("", ".py", ".md", ".toml", ".txt", ".json", ".yaml", ".html", ".css", ".js", ".mako", ".svg")


def lines(path: Path) -> list[str]:
    """The lines of a file."""
    return (ROOT / path).read_text(encoding="utf-8").splitlines()


def texts() -> list[Path]:
    """Every text file that is or could be in a commit, except locks and seed data too big to be prose."""
    return [path for path in own_files() if path.suffix in TEXT_SUFFIXES and path.stat().st_size < 2_000_000]


def matching(pattern: re.Pattern[str]) -> list[str]:
    """Where the pattern stands in our texts."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_is_two_things() -> None:
    """From 200 lines on, `make lint` names a file."""
    found = [f"{path}: {size} lines" for path in SOURCES if (size := len(lines(path))) > TWO_THINGS]
    assert not found, report(found)


def test_every_module_of_the_product_says_what_it_is_for() -> None:
    found = [str(path) for path in modules() if lines(path) and not ast.get_docstring(tree(path))]
    assert not found, report(found)


def test_nothing_is_left_for_later() -> None:
    found = matching(LEFT_FOR_LATER)
    assert not found, report(found)


def test_no_file_names_a_registry_or_a_script_host() -> None:
    found = matching(re.compile("|".join(re.escape(host) for host in HOSTS)))
    assert not found, report(found)


def test_no_file_names_a_path_of_one_machine() -> None:
    found = matching(MACHINE_PATHS)
    assert not found, report(found)


def test_code_is_not_written_twice() -> None:
    found = repeated(modules(), at_least=9)
    assert not found, report(found)


def repeated(paths: list[Path], *, at_least: int) -> list[str]:
    """Runs of lines that stand in two places; imports, blank and bare closing lines do not count."""
    seen: dict[tuple[str, ...], tuple[Path, int]] = {}
    found: dict[tuple[Path, Path], str] = {}
    for path in paths:
        kept = [(number, line.strip()) for number, line in enumerate(lines(path), 1) if _counts(line)]
        for start in range(len(kept) - at_least + 1):
            run = tuple(line for _, line in kept[start : start + at_least])
            here = (path, kept[start][0])
            there = seen.setdefault(run, here)
            if there[0] != path or here[1] - there[1] >= at_least:
                found.setdefault((there[0], path), f"{there[0]}:{there[1]} ~ {path}:{here[1]}")
    return list(found.values())


def _counts(line: str) -> bool:
    text = line.strip()
    return (
        bool(text)
        and not text.startswith(("#", "import ", "from ", '"""'))
        and bool(re.search(r"\w{2}", text))
    )
