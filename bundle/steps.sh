# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# What the scripts of this folder share; each reads it with `.` after it has set `here`, its folder.
# Variables come from there and go there:
# shellcheck shell=sh disable=SC2034,SC2154

# shellcheck disable=SC1091
. "$here/identity.conf"
name=$(basename "$0" .sh)
dry_run=no
destdir=

say() {
    printf '%s\n' "$name: $*"
}

fail() {
    printf '%s\n' "$name: $*" >&2
    exit 1
}

# The words of a command as one could type them.
quoted() {
    line=
    for word; do
        case $word in
        '' | *[!A-Za-z0-9_./:=,@%+-]*) word="'$(printf %s "$word" | sed "s/'/'\\\\''/g")'" ;;
        esac
        line="$line${line:+ }$word"
    done
    printf '%s\n' "$line"
}

# Run a command that changes something, or in a dry run say what it would be.
step() {
    if [ "$dry_run" = yes ]; then
        printf '%s\n' "would run: $(quoted "$@")"
    else
        "$@"
    fi
}

# Which system to act for: that of this machine, or where nothing of it is touched another one.
choose_system() { # NAMED, may be empty
    case $(uname) in
    Linux) system=linux ;;
    Darwin) system=darwin ;;
    *) system=other ;;
    esac
    case ${1:-$system} in
    "$system") ;;
    linux | darwin)
        [ "$dry_run" = yes ] || [ -n "$destdir" ] ||
            fail "--system $1 here is only for --dry-run or --destdir: this isn't $1"
        system=$1
        ;;
    *) fail "no such system: $1 (linux or darwin)" ;;
    esac
    [ "$system" != other ] || fail "neither Linux nor macOS: use meson install"
}

need_apples_tools() { # PROGRAM…
    [ "$dry_run" = no ] || return 0
    for program; do
        command -v "$program" >/dev/null ||
            fail "needs $* of Apple's, and $program isn't here; --dry-run prints the commands"
    done
}

# Have Apple look at it, and wait for the answer.
notarize() { # ARCHIVE PROFILE
    step xcrun notarytool submit "$1" --keychain-profile "$2" --wait
}
