# shellcheck shell=bash
# What the scripts of this folder share: how they speak, and where they stand (the repository's root).

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$@"; }
warn() { printf '%s\n' "$@" >&2; }
die() { warn "$@"; exit 1; }

# The first Python that is new enough; $PYTHON wins. Prints its path, fails when there is none.
find_python() {
    local name
    for name in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python3.14; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

can_make_environments() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }
