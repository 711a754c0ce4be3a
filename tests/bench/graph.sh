#!/bin/sh
# graph.sh -- builds the library for speed and runs graph.c beside igraph, and graph.py, on
# road-like graphs of 5,041 and 50,176 nodes. Needs libigraph-dev and python3-scipy.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
cd "$(dirname "$0")/../.."
pkg-config --exists igraph || {
    echo 'skipped: install libigraph-dev to run it'
    exit 0
}
build=build/bench
mkdir -p build
[ -f $build/build.ninja ] || meson setup $build --buildtype=release -Dtests=false >$build.log
ninja -C $build lib/libcoopstat.a >>$build.log
# shellcheck disable=SC2046 # the flags are meant to be split
cc -std=c17 -O2 -D_POSIX_C_SOURCE=200809L -Iinclude -I$build/include tests/bench/graph.c \
    $build/lib/libcoopstat.a -o $build/graph $(pkg-config --cflags --libs igraph gsl) -lm -lpthread
for width in 71 224; do
    $build/graph $width $build/graph.bin
    if python3 -c 'import scipy' 2>/dev/null; then
        python3 tests/bench/graph.py $build/graph.bin
    else
        echo 'skipped: scipy, install python3-scipy to run it'
    fi
done
rm -f $build/graph.bin
