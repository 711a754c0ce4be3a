# install.sh -- sourced by the two run.sh: installs what is missing, and says what and why.
# SPDX-License-Identifier: GPL-3.0-or-later

missing=''

# want PACKAGE REASON TEST...: notes the Debian package when the test fails.
want() {
    package=$1
    reason=$2
    shift 2
    if ! "$@" >/dev/null 2>&1; then
        echo "missing: $package ($reason)"
        missing="$missing $package"
    fi
}

has_compiler() {
    command -v cc && command -v dpkg-architecture && echo 'int main(void) { return 0; }' |
        cc -x c - -o /dev/null
}

# Installs what want() noted; nothing is fetched when nothing is missing.
install_missing() {
    [ -n "$missing" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "This script installs with apt-get, which is not here. Please install:$missing" >&2
        exit 1
    fi
    sudo=''
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "Neither root nor sudo. As root: apt-get install$missing" >&2
            exit 1
        fi
        sudo='sudo'
    fi
    echo "installing:$missing"
    # A list that is too old, or a network that is not there, is told by the install itself.
    $sudo apt-get update -qq || true
    # shellcheck disable=SC2086 # the list is meant to be split
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        $missing >/dev/null
    missing=''
}

# Packages that a build of the library needs.
want_build() {
    want build-essential 'C compiler, and dpkg-dev, which tells the library folder' has_compiler
    want meson 'build system; brings ninja and Python 3' command -v meson
    want pkg-config 'finds libraries' command -v pkg-config
    want libgsl-dev 'GNU Scientific Library' pkg-config --exists 'gsl >= 2.7'
}
