#!/bin/sh
# objects.sh BUILD -- the objects of the static library hold no data that can change, and call
# nothing that would print, end the process, read or change the host's state, or allocate past the
# caller's allocator.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
build=$1
cd "$COOPSTAT_SOURCE" || exit 1
library=$build/lib/libcoopstat.a
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
size -A "$library" >"$work/sizes" && nm -A "$library" >"$work/symbols" 2>"$work/err" || {
    cat "$work/err" >&2
    exit 1
}
if grep -qE ' U __(asan|tsan|msan|ubsan|gcov|llvm_profile)' "$work/symbols"; then
    echo '1..0 # SKIP a sanitizer or coverage has data of its own'
    exit 0
fi
echo 1..4

# result NAME FILE: the file lists what is wrong.
n=0
result() {
    n=$((n + 1))
    [ -s "$2" ] && printf 'not '
    echo "ok $n - $1"
    sed 's/^/# /' "$2"
}

# .data.rel.ro is constant: it is sealed once addresses are filled in.
awk '/:$/ || / :$/ { object = $1 }
     $1 ~ /^\.(data|bss|tdata|tbss)/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 {
         print object, "has", $2, "bytes of", $1 }' "$work/sizes" >"$work/bad"
awk '$(NF - 1) == "C" { print $1, $NF, "is common" }' "$work/symbols" >>"$work/bad"
result 'no object has data that can change' "$work/bad"

# undefined: "object symbol" for each symbol that an object takes from elsewhere.
sed -nE 's/^.*:([^:]+\.o): +[Uw] ([^@]+).*$/\1 \2/p' "$work/symbols" | sort -u >"$work/undefined"
[ -s "$work/undefined" ] || exit 1

# forbidden PATTERN EXCEPT: symbols of the pattern in objects that are not EXCEPT.
forbidden() {
    awk -v pattern="^($1)\$" -v except="^($2)" \
        '$2 ~ pattern && $1 !~ except { print $1, "uses", $2 }' "$work/undefined"
}

{
    forbidden 'v?f?printf|v?dprintf|v?sprintf|v?asprintf|__(v?f|v|v?s|v?d|v?as)?printf_chk' none
    forbidden 'puts|putchar|f?putc|fputs|fwrite|fopen(64)?|fdopen|freopen|std(in|out|err)|perror' none
    forbidden '_?exit|_Exit|quick_exit|at_quick_exit|atexit|abort|__assert_fail|raise|kill' none
    forbidden 'signal|sigaction|sigprocmask|alarm|longjmp|siglongjmp' none
    forbidden 'system|popen|v?fork|exec[a-z]+|posix_spawn.*|dlopen' none
    forbidden 'gsl_set_error_handler(_off)?|gsl_error' none
} >"$work/bad"
result 'nothing prints, ends the process, or takes its signals or handlers' "$work/bad"

{
    forbidden 'setlocale|uselocale|newlocale|localeconv|nl_langinfo|strcoll|strxfrm' none
    forbidden 'strto[a-z]+|__isoc[0-9]+_strto[a-z]+|ato[a-z]+|v?s?scanf|__isoc[0-9]+_v?s?scanf' none
    forbidden 'is(alpha|digit|alnum|space|upper|lower|punct|print|cntrl)|to(upper|lower)|__ctype.*' none
    forbidden '(secure_)?getenv|(un)?setenv|putenv|environ|umask|f?chdir|setrlimit' none
    forbidden 'time|clock|clock_gettime|gettimeofday|(local|gm|mk|c)time(_r)?|s?rand(om)?' none
    forbidden 'fesetround|fesetenv|feenableexcept|strtok|strerror|qsort|hcreate' none
    forbidden 'open(64)?|open(at|dir).*|f?l?stat(64)?|__f?xstat(64)?|p?read(64)?' 'io_(file|save)\.c'
    forbidden 'p?write(64)?' '(core_sink|io_save)\.c'
    forbidden 'gsl_.*' 'stat_|core_random'
    forbidden 'pthread_.*' 'core_(threads|sink)' # the sink holds back a broken pipe's signal
} >"$work/bad"
result 'nothing reads or changes the state of the host' "$work/bad"

forbidden 'malloc|calloc|realloc(array)?|free|aligned_alloc|posix_memalign|strn?dup|alloca|mmap' \
    'core_alloc\.c' >"$work/bad"
result 'memory comes through the allocator alone' "$work/bad"
