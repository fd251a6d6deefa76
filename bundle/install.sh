#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Install what was built:
#
#     bundle/install.sh [--dry-run] [--destdir DIR] [--system SYSTEM] [BUILD]
#
#     --dry-run        only say what would be done
#     --destdir DIR    below DIR, as packages are made; nothing is started
#     --system SYSTEM  linux or darwin, if it isn't this machine's: only with one of the others
#     BUILD            the build folder: by default build/, on macOS build-darwin/ where that is
#
# Linux: what meson installs, where BUILD was configured to, and a list of it for uninstall.sh.
# macOS: BUILD/Ossicle.driver, the worker's launchd job, and a restart of coreaudiod. An update keeps
# modules that were added. docs/install.md tells the rest.
set -eu
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
# shellcheck source=bundle/steps.sh
. "$here/steps.sh"

usage() {
    echo "usage: bundle/install.sh [--dry-run] [--destdir DIR] [--system SYSTEM] [BUILD]" >&2
    exit 2
}

named_system=
while [ $# -gt 0 ]; do
    case $1 in
    --dry-run) dry_run=yes ;;
    --destdir) destdir=${2:?} && shift ;;
    --system) named_system=${2:?} && shift ;;
    -*) usage ;;
    *) break ;;
    esac
    shift
done
[ $# -le 1 ] || usage
choose_system "$named_system"

if [ "$system" = darwin ]; then
    # shellcheck source=bundle/macos.sh
    . "$here/macos.sh"
    build=${1:-$([ -d "$here/../build-darwin" ] && echo "$here/../build-darwin" || echo "$here/../build")}
    bundle=$build/Ossicle.driver
    [ -f "$bundle/Contents/MacOS/$EXECUTABLE" ] ||
        fail "$bundle has no binary for macOS: build it with bundle/build-darwin.sh"
    check_ours "$bundle"
    check_ours "$driver"
    check_root
    [ "$dry_run" = yes ] || check_signature "$bundle"
    replace_driver "$bundle"
    install_worker "$bundle"
    restart_coreaudiod
else
    # shellcheck source=bundle/linux.sh
    . "$here/linux.sh"
    install_build "${1:-$here/../build}"
fi
