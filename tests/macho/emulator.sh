#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# What runs code for arm64 on Debian, installed once per user, outside of any checkout:
#
#     tests/macho/emulator.sh           install what is missing, then print the folder
#     tests/macho/emulator.sh --where   print the folder if all is there, otherwise say that it isn't
#
# FOLDER/qemu     is Debian's emulator for programs, alone: its package would tell the kernel of itself.
# FOLDER/sysroot  has Debian's libraries and headers for arm64 that the tool and its tests need.
#
# FOLDER is below ${XDG_CACHE_HOME:-~/.cache}, and appears there when it is whole.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ossicle
folder=$cache/arm64-$(cksum <"$here/emulator.sh" | cut -d' ' -f1)

fail() {
    echo "emulator: $1" >&2
    exit 1
}

# shellcheck source=SCRIPTDIR/../../bundle/darwin/debian.sh
. "$here/../../bundle/darwin/debian.sh"

case ${1:-} in
--where)
    [ -d "$folder" ] || fail "the emulator of arm64 isn't installed; run: tests/macho/emulator.sh"
    echo "$folder"
    exit
    ;;
'') ;;
*)
    echo "usage: tests/macho/emulator.sh [--where]" >&2
    exit 2
    ;;
esac

install_qemu() {
    attempt "apt-get could not fetch qemu-user-static" \
        apt-get -q download "qemu-user-static:$native"
    attempt "qemu-user-static can't be unpacked" \
        dpkg-deb -x "$(echo "$new"/qemu-user-static_*.deb)" "$new/unpacked"
    mv "$new/unpacked/usr/bin/qemu-aarch64-static" "$new/made/qemu"
}

# Links that lead to the root of the file system, lead to that of the folder.
relink() { # FOLDER
    find "$1" -type l -lname '/*' | while read -r link; do
        ln -sfn "$(realpath -m --relative-to="$(dirname "$link")" "$1$(readlink "$link")")" "$link"
    done
}

# What each of them depends on comes along.
install_sysroot() {
    attempt "apt-get could not fetch Debian's libraries for arm64" \
        apt-get -q -y --no-install-recommends --download-only install \
        libc6-dev "libgcc-$(gcc -dumpversion | cut -d. -f1)-dev" \
        libck-dev libplist-dev libsndfile1-dev libjansson-dev libcriterion-dev libseccomp-dev
    for package in "$apt/cache/archives"/*.deb; do
        attempt "$(basename "$package") can't be unpacked" dpkg-deb -x "$package" "$new/made/sysroot"
    done
    relink "$new/made/sysroot"
}

if [ ! -d "$folder" ]; then
    if ! mkdir -p "$cache" 2>/dev/null || ! new=$(mktemp -d "$cache/new.XXXXXX" 2>/dev/null); then
        fail "can't write to $cache; set XDG_CACHE_HOME to a folder of yours"
    fi
    trap 'rm -rf "$new"' EXIT
    native=$(dpkg --print-architecture)
    use_debian_of arm64 "$native"
    mkdir "$new/made"
    install_qemu
    install_sysroot
    mv "$new/made" "$folder"
fi
echo "$folder"
