#!/usr/bin/env bash
# Print the path of a Python that is new enough and really runs. Shims of pyenv may only look like one.
set -u

probe='import sys; sys.version_info >= (3, 12) or sys.exit(1); import ensurepip, sqlite3, ssl, venv'
new_enough='import sys; sys.exit(sys.version_info < (3, 12))'

candidates() {
    echo .venv/bin/python
    command -v python3 python3.13 python3.14 python3.12 python
    ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python 2>/dev/null | sort -rV
    command -v uv >/dev/null && uv python find '>=3.12' --no-python-downloads 2>/dev/null
}

first_that_runs() {
    while read -r python; do
        if "$python" -c "$1" >/dev/null 2>&1; then
            echo "$python"
            return
        fi
    done < <(candidates)
    return 1
}

first_that_runs "$probe" && exit

# On Debian and Ubuntu venv and ensurepip are in a separate package.
if python=$(first_that_runs "$new_enough"); then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $package ..." >&2
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update && apt-get install -y --no-install-recommends "$package"; } >/dev/null 2>&1
        first_that_runs "$probe" && exit
    fi
    echo "Client Pix: $python is incomplete. Install $package and start again." >&2
    exit 1
fi

if command -v uv >/dev/null; then
    echo "No Python 3.12 or newer found. Asking uv to install one ..." >&2
    uv python install 3.13 >&2 && first_that_runs "$probe" && exit
fi

cat >&2 <<'TEXT'
Client Pix needs Python 3.12 or newer, but found none on the PATH or in pyenv.
Install one (Debian 13, Ubuntu 24.04: apt install python3 python3-venv; elsewhere: pyenv install 3.13
or, with uv: uv python install 3.13) and start again.
TEXT
exit 1
