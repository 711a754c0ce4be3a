#!/bin/sh
# consumer.sh BUILD [PREFIX] -- installs into a folder (a temporary one unless it is given), builds
# consumer.c and consumer.cpp by pkg-config alone, and runs them: both print the same.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
build=$1
cd "$COOPSTAT_SOURCE" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
stage=${2:-$work/stage}
echo 1..7
n=0

# result CODE NAME
result() {
    n=$((n + 1))
    [ "$1" -eq 0 ] || printf 'not '
    echo "ok $n - $2"
}

DESTDIR="$stage" meson install -C "$build" --no-rebuild >"$work/log" 2>&1
code=$?
[ $code -eq 0 ] || cat "$work/log" >&2
result $code 'meson install'

# The prefix of the build lies inside the stage: PKG_CONFIG_SYSROOT_DIR says so.
pc=$(find "$stage" -name coopstat.pc | head -n 1)
libdir=$(dirname "$(dirname "$pc")")
export PKG_CONFIG_PATH="$libdir/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$stage" LD_LIBRARY_PATH="$libdir"
version=$(sed -n "s/^project('coopstat', 'c', version: '\([^']*\)'.*/\1/p" meson.build)
[ -n "$version" ] && [ "$(pkg-config --modversion coopstat)" = "$version" ]
result $? 'pkg-config tells the version of the project'

# A static link needs GSL, a shared one must not ask for it.
pkg-config --libs coopstat | grep -q gsl
[ $? -eq 1 ] && pkg-config --static --libs coopstat | grep -q gsl
result $? 'GSL is a private requirement'

warnings='-Wall -Wextra -Wpedantic -Werror'
# shellcheck disable=SC2046,SC2086 # flags are meant to be split
cc -std=c17 $warnings tests/api/consumer.c -o "$work/c" $(pkg-config --cflags --libs coopstat) >&2
result $? 'a C17 program builds'
"$work/c" >"$work/c.txt"
code=$?
[ $code -eq 0 ] && [ "$(wc -l <"$work/c.txt")" -gt 5 ]
result $? "it runs ($code)"

if command -v c++ >/dev/null 2>&1; then
    # shellcheck disable=SC2046,SC2086
    c++ -std=c++17 $warnings tests/api/consumer.cpp -o "$work/cpp" \
        $(pkg-config --cflags --libs coopstat) >&2
    result $? 'a C++17 program builds'
    "$work/cpp" >"$work/cpp.txt" && cmp -s "$work/c.txt" "$work/cpp.txt"
    result $? 'it runs and prints the same'
else
    echo 'ok 6 - a C++17 program builds # SKIP install g++ to run it'
    echo 'ok 7 - it runs and prints the same # SKIP install g++ to run it'
fi
