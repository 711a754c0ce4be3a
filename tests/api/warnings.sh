#!/bin/sh
# warnings.sh BUILD -- every source of the library under gcc and clang with warnings as errors.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
build=$1
cd "$COOPSTAT_SOURCE" || exit 1
flags="-std=c17 -fsyntax-only -O1 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes
       -Wmissing-prototypes -Wwrite-strings -Wvla -Werror -D_POSIX_C_SOURCE=200809L -Iinclude
       -I$build/include -Ilib"
n=0
echo 1..2
for compiler in gcc clang; do
    n=$((n + 1))
    if ! command -v $compiler >/dev/null 2>&1; then
        echo "ok $n - $compiler # SKIP install $compiler to run it"
        continue
    fi
    # shellcheck disable=SC2086 # the flags are meant to be split
    if find lib -name '*.c' -print0 | xargs -0 -n 8 $compiler $flags >&2; then
        echo "ok $n - $compiler has nothing to say"
    else
        echo "not ok $n - $compiler warns"
    fi
done
