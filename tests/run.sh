#!/bin/sh
# run.sh -- installs what is missing, builds, and runs every test; the last line is the count.
# sh tests/run.sh [--quick]: --quick leaves out the sanitizers and valgrind.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/support/install.sh
want_build
want check 'unit tests' pkg-config --exists 'check >= 0.15'
install_missing || exit 1

COOPSTAT_SHARED=${COOPSTAT_SHARED:-$PWD/../shared}
# Arrow is tried with other programs where these are: npm install --prefix build/peers apache-arrow
# nodejs-polars nodejs-polars-linux-x64-gnu @duckdb/node-bindings-linux-x64
COOPSTAT_NODE_MODULES=${COOPSTAT_NODE_MODULES:-$PWD/build/peers/node_modules}
export COOPSTAT_SHARED COOPSTAT_NODE_MODULES
[ -d "$COOPSTAT_SHARED" ] || echo "skipped: outside corpora, as $COOPSTAT_SHARED is not there"
mkdir -p build
counts=build/counts
: >$counts

# note PASSED FAILED SKIPPED
note() {
    echo "$1 $2 $3" >>$counts
}

# skip NAME PACKAGE: a rig that needs a package which is not required.
skip() {
    echo "skipped: $1, install $2 to run it"
    note 0 0 1
}

# build DIR OPTION...: sets up and compiles; a build that fails is a failed test.
build() {
    dir=$1
    shift
    echo "building $dir"
    if { [ -f "$dir/build.ninja" ] || meson setup "$dir" "$@"; } >"$dir.log" 2>&1 &&
        ninja -C "$dir" >>"$dir.log" 2>&1; then
        return 0
    fi
    tail -n 40 "$dir.log"
    note 0 1 0
    return 1
}

# check DIR OPTION...: runs meson's tests of a build and counts every case of every program.
check() {
    dir=$1
    shift
    rm -f "$dir"/meson-logs/testlog*.junit.xml
    meson test -C "$dir" --no-rebuild "$@" 2>&1 | grep -vE '^(ninja: |Full log|$)'
    # shellcheck disable=SC2046 # three numbers
    note $(python3 tests/support/count.py "$dir"/meson-logs/testlog*.junit.xml)
}

mkdir -p build/test build/asan
build build/test && check build/test

if [ "${1:-}" != --quick ]; then
    sh tests/python/wheel.sh build/wheel
    status=$?
    if [ $status -eq 77 ]; then
        skip 'the Python package as a wheel' 'python3-pip python3-setuptools python3-wheel'
    else
        note $((status == 0)) $((status != 0)) 0
    fi
    build build/asan -Db_sanitize=address,undefined -Db_lundef=false \
        -Dc_args=-fno-sanitize-recover=all && check build/asan --suite unit --suite faults
    if command -v valgrind >/dev/null 2>&1; then
        echo 'unit tests under valgrind'
        check build/test --suite valgrind --timeout-multiplier 20 \
            --wrap='valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite'
    else
        skip 'unit tests under valgrind' valgrind
    fi
fi

awk '{ passed += $1; failed += $2; skipped += $3 }
     END { printf "%d passed, %d failed", passed, failed
           if (skipped) printf ", %d skipped", skipped
           print ""
           exit failed > 0 || passed == 0 }' $counts
