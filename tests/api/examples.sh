#!/bin/sh
# examples.sh BUILD -- installs into a temporary prefix, builds each example by pkg-config alone, runs
# it and compares with its golden output in tests/examples. With UPDATE=1 the golden files are written.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
build=$1
cd "$COOPSTAT_SOURCE" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
DESTDIR="$work" meson install -C "$build" --no-rebuild >"$work/log" 2>&1 || cat "$work/log" >&2
pc=$(find "$work" -name coopstat.pc | head -n 1)
prefix=$(dirname "$(dirname "$(dirname "$pc")")")
libdir=$(dirname "$(dirname "$pc")")
case $libdir in */lib) ;; *) prefix=$(dirname "$prefix") ;; esac
export PKG_CONFIG_PATH="$libdir/pkgconfig" LD_LIBRARY_PATH="$libdir"
n=0

# result NAME COMMAND...: runs and compares.
result() {
    name=$1
    shift
    n=$((n + 1))
    golden=tests/examples/$name.txt
    "$@" >"$work/$name.txt" 2>"$work/$name.err"
    code=$?
    [ "${UPDATE:-}" = 1 ] && cp "$work/$name.txt" "$golden"
    if [ $code -eq 0 ] && cmp -s "$golden" "$work/$name.txt"; then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name"
        cat "$work/$name.err" >&2
        diff "$golden" "$work/$name.txt" | head -n 20 >&2
    fi
}

set -- examples/*.c
for source; do
    name=$(basename "$source" .c)
    # shellcheck disable=SC2046 # the flags are meant to be split
    cc -std=c17 -Wall -Wextra -Werror "$source" -o "$work/$name" \
        $(pkg-config --define-variable=prefix="$prefix" --cflags --libs coopstat) >&2 ||
        echo "# $name does not compile"
    case $name in
    own_data) result $name "$work/$name" examples/own_data ;;
    own_register) result $name "$work/$name" examples/own_register ;;
    *) result $name "$work/$name" ;;
    esac
done
result agreements_csv "$work/agreements" csv
result claim_check_own "$work/claim_check" examples/own_claims
export COOPSTAT_LIBRARY="$libdir/libcoopstat.so" PYTHONPATH="$PWD/lib/python"
for source in examples/python/*.py; do
    result "$(basename "$source" .py)_py" python3 -B "$source"
done
echo "1..$n"
