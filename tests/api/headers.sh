#!/bin/sh
# headers.sh BUILD -- each public header stands alone and may be included twice, as C17 and C++17,
# without a warning; coopstat.h brings them all.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
build=$1
cd "$COOPSTAT_SOURCE" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
flags="-fsyntax-only -Wall -Wextra -Wpedantic -Werror -Iinclude -I$build/include"
n=0

# result CODE NAME
result() {
    n=$((n + 1))
    [ "$1" -eq 0 ] || printf 'not '
    echo "ok $n - $2"
}

for header in include/coopstat/*.h "$build/include/coopstat/version.h"; do
    name=$(basename "$header")
    printf '#include <coopstat/%s>\n#include <coopstat/%s>\nextern int used;\n' "$name" "$name" \
        >"$work/twice.c"
    cp "$work/twice.c" "$work/twice.cpp"
    for compiler in 'gcc -std=c17' 'clang -std=c17' 'g++ -std=c++17' 'clang++ -std=c++17'; do
        command -v "${compiler%% *}" >/dev/null 2>&1 || continue
        case $compiler in *++*) file=$work/twice.cpp ;; *) file=$work/twice.c ;; esac
        # shellcheck disable=SC2086 # both are meant to be split
        $compiler $flags "$file" >&2
        result $? "$name under $compiler"
    done
done

echo '#include <coopstat/coopstat.h>' >"$work/all.c"
# shellcheck disable=SC2086
cc -std=c17 -M -Iinclude -I"$build/include" "$work/all.c" | tr ' ' '\n' >"$work/reached" || exit 1
code=0
for header in include/coopstat/*.h; do
    grep -qx "$header" "$work/reached" || {
        echo "# $header is not included by coopstat.h"
        code=1
    }
done
result $code 'coopstat.h brings every header'

code=0
for header in include/coopstat/*.h; do
    name=$(basename "$header")
    grep -q "'$name'" include/coopstat/meson.build || {
        echo "# $header is not installed"
        code=1
    }
done
result $code 'every header is installed'
echo "1..$n"
