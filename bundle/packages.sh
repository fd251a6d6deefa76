#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Install what is missing of the packages that a task needs:
#
#     bundle/packages.sh build    to build the driver and the tool
#     bundle/packages.sh demo     and to play the demonstration's recording
#     bundle/packages.sh test     and to build and run the tests
#     bundle/packages.sh check    and for the checks of style, and the sanitizers
#     bundle/packages.sh darwin   to build for macOS: bundle/build-darwin.sh
#
# Debian and its relatives by apt-get, macOS by Homebrew. On other systems it says what is needed.
set -eu

table="
debian   build gcc libc6-dev meson ninja-build pkg-config
debian   build libck-dev libplist-dev libsndfile1-dev libjansson-dev
debian   demo  alsa-utils
debian   test  libcriterion-dev libseccomp-dev g++ clang man-db groff libplist-utils dpkg-dev
debian   check clang-format clang-tidy libclang-rt-14-dev shellcheck
debian   darwin clang lld llvm npm dpkg-dev debian-archive-keyring
homebrew build meson ninja pkg-config concurrencykit libplist libsndfile jansson
homebrew test  criterion
homebrew check llvm shellcheck
"

# What the task $2 needs on the system $1: its own packages and those of the tasks that it builds on.
packages_for() {
    echo "$table" | awk -v system_name="$1" -v last="$2" '
        BEGIN { rank["build"] = 1; rank["demo"] = 2; rank["test"] = 3; rank["check"] = 4
                if (!(last in rank)) rank[last] = 1 }
        $1 == system_name && ($2 == last || $2 in rank && rank[$2] <= rank[last]) { for (i = 3; i <= NF; i++) print $i }'
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

install_debian() {
    missing=""
    # What another package provides counts as well, such as npm with the nodejs of its makers.
    installed=" $(dpkg-query -W -f '${db:Status-Status} ${Package}, ${Provides},\n' |
        sed -n 's/^installed //p' | tr -d , | tr '\n' ' ')"
    for package in $(packages_for debian "$1"); do
        case $installed in
        *" $package "*) ;;
        *) missing="$missing $package" ;;
        esac
    done
    [ -n "$missing" ] || return 0
    echo "packages: installing$missing"
    log=$(mktemp)
    # Word splitting is meant: a list of package names.
    # shellcheck disable=SC2086
    if ! { as_root apt-get update && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        echo "packages: apt-get could not install$missing (its whole output: $log)" >&2
        exit 1
    fi
    rm -f "$log"
}

install_homebrew() {
    missing=""
    for package in $(packages_for homebrew "$1"); do
        brew list "$package" >/dev/null 2>&1 || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    # Word splitting is meant: a list of package names.
    # shellcheck disable=SC2086
    brew install $missing
}

case "${1:-}" in
build | demo | test | check | darwin) ;;
*)
    echo "usage: bundle/packages.sh build|demo|test|check|darwin" >&2
    exit 2
    ;;
esac

if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    install_debian "$1"
elif [ "$(uname)" = Darwin ] && command -v brew >/dev/null; then
    install_homebrew "$1"
else
    echo "packages: neither apt-get nor Homebrew here; make sure that there are:" >&2
    packages_for debian "$1" >&2
fi
