#!/bin/sh
# Prepare .venv: the locked packages, then forces itself in editable form. A second call finds nothing to do.
#
#   sh tools/setup.sh [PYTHON]      PYTHON: an interpreter of 3.11 or newer; else python3, or the newest on PATH
#
# Each thing that can go wrong gives one line that says what to do.
set -eu
cd "$(dirname "$0")/.."

fail() { # one line, no trace
    echo "setup: $1" >&2
    exit 1
}

find_python() { # the first that is new enough; else an empty line and the version of one that was too old
    old=""
    [ -n "$1" ] || set -- python3 python3.15 python3.14 python3.13 python3.12 python3.11 python
    for python in "$@"; do
        command -v "$python" >/dev/null 2>&1 || continue
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$python"
            return
        fi
        old=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null || echo "$old")
    done
    printf '\n%s\n' "$old"
}

# what the environment was made from; a folder that was moved, or a changed lock, no longer matches
locked="$(cksum <requirements.lock.txt) $PWD"
editable="$(cksum <pyproject.toml) $PWD"
stamp=.venv/forces-stamp
[ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || rm -f $stamp
if [ -n "${1:-}" ] && [ -f $stamp ]; then # another Python is asked for than .venv has
    tell='import sys; print(sys.version)'
    [ "$("$1" -c "$tell" 2>&1)" = "$(.venv/bin/python -c "$tell")" ] || rm -f $stamp
fi
have_locked=$(sed -n 1p $stamp 2>/dev/null || true)
have_editable=$(sed -n 2p $stamp 2>/dev/null || true)
[ "$have_locked" = "$locked" ] && [ "$have_editable" = "$editable" ] && exit 0

log=.venv/setup.log
pip() { # runs pip quietly; its whole output is in the log
    .venv/bin/python -m pip --disable-pip-version-check --no-input install --no-warn-script-location "$@" \
        >>$log 2>&1 </dev/null && return
    if tail -n 8 $log | grep -qE 'NewConnection|NameResolution|ConnectTimeout|ReadTimeout|ProxyError|is unreachable'; then
        fail "no network: the package index cannot be reached; connect, or point PIP_INDEX_URL to a mirror, and run make again"
    elif grep -q 'No space left on device' $log; then
        fail "the disk is full: free about 1 GB and run make again"
    fi
    fail "pip failed: $(grep -E '^ *ERROR|error:' $log | tail -n 1 | sed 's/^ *ERROR: *//') (all of it: $log)"
}

if [ "$have_locked" != "$locked" ]; then
    found=$(find_python "${1:-}")
    python=$(echo "$found" | sed -n 1p)
    version=$(echo "$found" | sed -n 2p)
    if [ -z "$python" ] && [ -n "$version" ]; then
        fail "Python $version is too old: install Python 3.11 or newer, or name one with make PYTHON=/path/to/python3"
    elif [ -z "$python" ]; then
        fail "no Python found${1:+ at $1}: install Python 3.11 or newer, or name one with make PYTHON=/path/to/python3"
    fi
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$(command -v "$python") has no venv module: install it (Debian, Ubuntu: apt install python3-venv) and run make again"
    echo "setup: installing the locked packages into .venv (1 GB on disk, about a minute) ..." >&2
    rm -rf .venv
    made=$("$python" -m venv .venv 2>&1 </dev/null) ||
        fail "cannot make .venv with $python: $(echo "$made" | grep -v '^$' | tail -n 1)"
    pip --require-hashes -r requirements.lock.txt
fi
pip --no-deps --no-build-isolation --no-index --editable .
.venv/bin/python -m compileall -q src # as pip does with what it copies
printf '%s\n%s\n' "$locked" "$editable" >$stamp
echo "setup: .venv is ready ($(.venv/bin/python --version))" >&2
