# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# For tests of scripts that handle a bundle for macOS, wherever they run.
# shellcheck shell=sh

# A bundle as it will be for macOS, of what this build made; only the code in it isn't code.
make_macos_bundle() { # BUILT_BUNDLE BUNDLE
    mkdir -p "$(dirname "$2")"
    cp -R "$1" "$2"
    mkdir -p "$2/Contents/MacOS"
    echo code >"$2/Contents/MacOS/Ossicle"
    echo code >"$2/Contents/MacOS/ossicle-worker"
    rm -f "$2"/Contents/PlugIns/*
    echo new >"$2/Contents/PlugIns/gain.dylib"
    chmod -R g+w "$2" # as a user's umask may have it
}

# Programs that do nothing but write down how they were called, into the file `calls`.
fake_programs() { # FOLDER NAME…
    folder=$1 && shift
    mkdir -p "$folder"
    for program; do
        # shellcheck disable=SC2016 # expands when it runs
        printf '#!/bin/sh\necho "$(basename "$0") $*" >>%s/calls\n' "$folder" >"$folder/$program"
        chmod +x "$folder/$program"
    done
}
