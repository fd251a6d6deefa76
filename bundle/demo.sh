#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# From a fresh clone to sound that went through the driver, in one command:
#
#     bundle/demo.sh [IN.wav [OUT.wav]]
#
# Installs the packages that the build needs, builds into build/, where the driver's bundle
# Ossicle.driver is put together with its modules, and plays a recording through it. Without IN.wav
# that is a voice from the package alsa-utils; without OUT.wav the result is build/demo.wav.
set -eu

if [ $# -gt 2 ] || [ "${1:-}" = --help ]; then
    echo "usage: bundle/demo.sh [IN.wav [OUT.wav]]" >&2
    exit 2
fi

absolute() { # names are meant from where the user is
    case $1 in
    /*) echo "$1" ;;
    *) echo "$PWD/$1" ;;
    esac
}
input=$(absolute "${1:-/usr/share/sounds/alsa/Front_Center.wav}")
output=${2:+$(absolute "$2")}
cd "$(dirname "$0")/.."
output=${output:-$PWD/build/demo.wav}

clock=
if [ "$(uname)" = Darwin ]; then
    echo "demo: on macOS this builds the driver and plays through it in Ossicle's own HAL host, in"
    echo "demo: real time. Nothing is installed into coreaudiod. It has not been tried there yet."
    clock=--realtime
    if [ $# -eq 0 ]; then
        echo "usage: bundle/demo.sh IN.wav [OUT.wav] (no package here has a recording)" >&2
        exit 2
    fi
fi

if [ $# -eq 0 ]; then bundle/packages.sh demo; else bundle/packages.sh build; fi

quietly() { # show what a command says only if it fails
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1; then
        tail -n 40 "$log" >&2
        rm -f "$log"
        echo "demo: failed: $*" >&2
        exit 1
    fi
    rm -f "$log"
}
echo "demo: building into $PWD/build"
[ -f build/build.ninja ] || quietly meson setup build
quietly ninja -C build

# Word splitting is meant for $clock: an option or nothing.
# shellcheck disable=SC2086
exec build/ossicle render $clock \
    --chain 'org.ossicle.gain(gain=-6),org.ossicle.lowpass(cutoff=1000)' -- "$input" "$output"
