#!/bin/sh
# run.sh -- installs what is missing, builds, and does the main job on the embedded register.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
. tests/support/install.sh
want_build
install_missing

build=build/release
stage=$PWD/build/stage
log=build/release.log
mkdir -p build
echo "building into $build"
{
    [ -f $build/build.ninja ] ||
        meson setup $build --prefix="$stage" --libdir=lib --buildtype=release -Dtests=false
    meson install -C $build
} >$log 2>&1 || {
    cat $log >&2
    exit 1
}

# The examples are built as a user's programs would be: against what was installed, by pkg-config.
export PKG_CONFIG_PATH="$stage/lib/pkgconfig"
mkdir -p build/examples
for source in examples/*.c; do
    name=$(basename "$source" .c)
    # shellcheck disable=SC2046 # the flags are meant to be split
    cc -std=c17 -O2 -Wall -Wextra "$source" -o "build/examples/$name" \
        $(pkg-config --cflags --libs coopstat) -Wl,-rpath,"$stage/lib"
done

for name in overview claim_check implementation_rates investment_totals rail_corridors sources; do
    echo
    "build/examples/$name"
done

cat <<'END'

Next: build/examples/agreements (every item with status, basis and sources; `csv` for a table),
      build/examples/compare_mechanisms, build/examples/own_register examples/own_register,
      build/examples/own_data (a tracker from a spreadsheet, or a file and its descriptor),
      build/examples/rail_routes, rail_weak_points, new_line_effect, rail_map >rail.svg,
      build/examples/summit_report html >report.html (a report to hand in),
      python3 with PYTHONPATH=lib/python COOPSTAT_LIBRARY=build/stage/lib/libcoopstat.so for the
      programs in examples/python, and sh tests/run.sh to test all of it.
END
