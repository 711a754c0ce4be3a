#!/bin/sh
# symbols.sh BUILD -- what the shared library exports, what the headers declare and what
# coopstat.symbols promises are the same; what may run out of memory is in faults.c. New functions
# are added to the list by: UPDATE=1 COOPSTAT_SOURCE=. sh tests/api/symbols.sh BUILD
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
build=$1
cd "$COOPSTAT_SOURCE" || exit 1
list=tests/api/coopstat.symbols
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
LC_ALL=C
export LC_ALL

# Names of functions, and of those that may allocate: they return a status and take a builder or a
# register, or give a table. Records are read without memory.
python3 - "$work" include/coopstat/*.h <<'END' || exit 1
import re, sys

names, takers = set(), set()
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", " ", file.read(), flags=re.S)
    text = re.sub(r"^\s*#.*?(?<!\\)$", " ", text, flags=re.S | re.M)
    for head, arguments in re.findall(r"\bCOOP_API\b([^;(]*)\(([^;]*)\)\s*;", text):
        name = re.findall(r"\w+", head)[-1]
        names.add(name)
        takes = re.search(r"coop_dataset \*|coop_builder \*|coop_table \*\*", arguments)
        if "coop_status" in head and takes and not re.search(r"_(at|find)$", name):
            takers.add(name)
for suffix, found in ("declared", names), ("takers", takers):
    with open("%s/%s" % (sys.argv[1], suffix), "w", encoding="ascii") as file:
        file.write("".join(name + "\n" for name in sorted(found)))
END

library=$(find "$build/lib" -maxdepth 1 -name 'libcoopstat.so*' -type f | head -n 1)
nm -D --defined-only "$library" >"$work/nm" || exit 1
awk '{ sub(/@.*/, "", $3); print $3 }' "$work/nm" | sort >"$work/exported"

n=0

# same NAME LEFT RIGHT LEFT_ONLY RIGHT_ONLY: two sorted lists, and what a difference means.
same() {
    n=$((n + 1))
    if cmp -s "$2" "$3"; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        comm -23 "$2" "$3" | sed "s/^/# $4: /"
        comm -13 "$2" "$3" | sed "s/^/# $5: /"
    fi
}

[ "${UPDATE:-}" = 1 ] && cp "$work/declared" $list

same 'every declared function is exported, and nothing else is' "$work/declared" "$work/exported" \
    'declared, not exported' 'exported, in no header'
same 'the functions are those of coopstat.symbols' $list "$work/declared" \
    'ABI break, a function is gone' 'new, add it (see the head of symbols.sh)'

n=$((n + 1))
if awk '$2 != "T" { print "# " $3 " is data of kind " $2; bad = 1 } END { exit bad }' "$work/nm"; then
    echo "ok $n - only functions are exported"
else
    echo "not ok $n - only functions are exported"
fi

n=$((n + 1))
bad=0
while read -r name; do
    grep -qw "$name" tests/api/faults*.c || {
        bad=1
        echo "# $name may run out of memory and is not in faults*.c"
    }
done <"$work/takers"
[ $bad -eq 0 ] || printf 'not '
echo "ok $n - every function that may allocate is in faults.c"
echo "1..$n"
