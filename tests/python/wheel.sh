#!/bin/sh
# wheel.sh -- the wheel of a clone: offline, alone in a folder, with GSL inside.
# sh wheel.sh FOLDER: exit status 0, 1, or 77 where pip, setuptools or wheel is not installed.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
python=/usr/bin/python3
[ -x $python ] || python=python3
$python -c 'import setuptools, wheel, pip' 2>/dev/null || exit 77
rm -rf "$1"
mkdir -p "$1"
folder=$(cd "$1" && pwd)
echo 'building the wheel'
$python -m pip wheel --no-index --no-build-isolation --no-deps -q -w "$folder" . >"$folder/log" 2>&1 ||
    { tail -n 20 "$folder/log"; exit 1; }
$python -m pip install --no-index --no-deps -q --target "$folder/site" "$folder"/*.whl \
    >"$folder/log" 2>&1 || { tail -n 20 "$folder/log"; exit 1; }
cd "$folder"
env -u COOPSTAT_LIBRARY PYTHONPATH="$folder/site" $python - <<'END'
import coopstat
rate = coopstat.open().rate("completed", where="list = 'xian_2023_items'")
assert (rate.hits, rate.known, rate.unknown) == (3, 15, 11), rate
END
if ldd "$folder/site/coopstat/libcoopstat.so" | grep -q gsl && [ -f "$(gsl-config --prefix)/lib/$(
    dpkg-architecture -qDEB_HOST_MULTIARCH)/libgsl.a" ]; then
    echo 'the library in the wheel needs GSL from outside'
    exit 1
fi
