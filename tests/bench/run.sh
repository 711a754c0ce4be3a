#!/bin/sh
# run.sh -- builds coopstat for speed, makes the data, and measures it beside its peers.
# run.sh [ROWS [THREADS...]]: 1000000 rows on 1 and 2 threads when nothing is said.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
bench=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$bench/../.." && pwd)
rows=${1:-1000000}
[ $# -eq 0 ] || shift
threads=$(echo "${*:-1 2}" | tr ' ' ',')
build=${BENCH_BUILD:-$root/build/bench}
data=${BENCH_DATA:-$build/data/$rows}

[ -f "$build/build.ninja" ] ||
    meson setup "$build" "$root" --buildtype=release -Ddefault_library=static -Dtests=false >/dev/null
ninja -C "$build" >/dev/null
flags="-std=c17 -O2 -ffp-contract=off -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE"
# shellcheck disable=SC2086,SC2046 # lists of options
{
    cc $flags "$bench/generate.c" -o "$build/generate" -lm
    cc $flags -I"$root/include" -I"$build/include" "$bench/query.c" -o "$build/query" \
        "$build/lib/libcoopstat.a" $(pkg-config --libs gsl) -lpthread -lm
}

# The roofline kernels need AVX2; they are built where they and their compiler's OpenMP are there.
for kernel in roof csv_roof; do
    if [ -f "${BENCH_PEERS:-}/src/$kernel.c" ]; then
        cc -O3 -march=native -fopenmp -w -DBENCH_H -include "$bench/peers/serve.h" \
            "$BENCH_PEERS/src/$kernel.c" -o "$build/$kernel" -lm || rm -f "$build/$kernel"
    fi
done

if [ ! -f "$data/parties.bin" ]; then
    echo "making $rows rows"
    mkdir -p "$data"
    "$build/generate" "$rows" "$data" csv
elif [ -f "$data/agr.csv" ] && [ ! -f "$data/datapackage.json" ]; then
    "$build/generate" --package "$data"
fi
exec python3 "$bench/compare.py" "$build/query" "$rows" "$data" "$threads"
