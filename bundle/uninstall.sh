#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Remove what install.sh has installed:
#
#     bundle/uninstall.sh [--dry-run] [--destdir DIR] [--system SYSTEM] [--prefix DIR]
#
#     --dry-run        only say what would be done
#     --destdir DIR    below DIR; nothing is stopped
#     --system SYSTEM  linux or darwin, if it isn't this machine's: only with one of the others
#     --prefix DIR     Linux: where it was installed, by default /usr/local
#
# Linux: what is in the list of what was installed; settings and modules of users stay.
# macOS: the driver with all modules in it, those of the isolated mode, and the worker.
set -eu
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
# shellcheck source=bundle/steps.sh
. "$here/steps.sh"

usage() {
    echo "usage: bundle/uninstall.sh [--dry-run] [--destdir DIR] [--system SYSTEM] [--prefix DIR]" >&2
    exit 2
}

named_system=
prefix=/usr/local
while [ $# -gt 0 ]; do
    case $1 in
    --dry-run) dry_run=yes ;;
    --destdir) destdir=${2:?} && shift ;;
    --system) named_system=${2:?} && shift ;;
    --prefix) prefix=${2:?} && shift ;;
    *) usage ;;
    esac
    shift
done
choose_system "$named_system"

if [ "$system" = darwin ]; then
    # shellcheck source=bundle/macos.sh
    . "$here/macos.sh"
    check_ours "$driver"
    check_root
    remove_all
else
    # shellcheck source=bundle/linux.sh
    . "$here/linux.sh"
    remove_installed "$prefix"
fi
