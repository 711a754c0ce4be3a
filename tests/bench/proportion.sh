#!/bin/sh
# proportion.sh -- times intervals of proportions against the limits that are promised. Run it as
#   sh tests/bench/proportion.sh [BUILD]
# with BUILD an optimised build (meson setup build --buildtype=release), by default `build`. Fails
# where a limit is missed. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-build}" && pwd)
program=$(mktemp)
trap 'rm -f "$program"' EXIT
${CC:-cc} -std=c17 -O2 -D_POSIX_C_SOURCE=200809L -I"$source/include" -I"$build/include" \
    "$source/tests/bench/proportion.c" -L"$build/lib" -Wl,-rpath,"$build/lib" -lcoopstat -o "$program"
"$program"
