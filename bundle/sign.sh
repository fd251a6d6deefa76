#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Sign a bundle for macOS, with Apple's tools, and have Apple notarize it:
#
#     bundle/sign.sh [--dry-run] [--identity NAME] [--notarize PROFILE] BUNDLE
#
#     --dry-run           only print the commands; works everywhere
#     --identity NAME     of the certificate in the keychain, by default "Developer ID Application";
#                         - signs ad hoc, which is enough for modules that were added to one's own
#     --notarize PROFILE  as stored by: xcrun notarytool store-credentials PROFILE
#
# From the inside out, each piece by itself with what it needs: modules, the worker with its
# entitlements (worker.entitlements says why), then the bundle. All with the hardened runtime, without
# which Apple notarizes nothing.
set -eu
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
# shellcheck source=bundle/steps.sh
. "$here/steps.sh"

identity='Developer ID Application' profile=
while [ $# -gt 0 ]; do
    case $1 in
    --dry-run) dry_run=yes ;;
    --identity) identity=${2:?} && shift ;;
    --notarize) profile=${2:?} && shift ;;
    *) break ;;
    esac
    shift
done
if [ $# -ne 1 ]; then
    echo "usage: bundle/sign.sh [--dry-run] [--identity NAME] [--notarize PROFILE] BUNDLE" >&2
    exit 2
fi
bundle=${1%/}
[ -f "$bundle/Contents/MacOS/$EXECUTABLE" ] || fail "$bundle has no binary for macOS"
[ "$identity" != - ] || [ -z "$profile" ] || fail "Apple notarizes nothing that is signed ad hoc"
need_apples_tools codesign xcrun ditto

timestamp=--timestamp # by Apple's server: the signature then outlives the certificate
[ "$identity" != - ] || timestamp=--timestamp=none
sign() { # FILE OPTION…
    file=$1 && shift
    step codesign --force --sign "$identity" --options runtime "$timestamp" "$@" "$file"
}

# What lies in Contents/PlugIns counts as code, modules for Linux too: those get a signature in
# extended attributes, which ditto and Installer keep.
for module in "$bundle"/Contents/PlugIns/*; do
    [ ! -f "$module" ] || sign "$module"
done
if [ -f "$bundle/Contents/MacOS/$WORKER" ]; then
    sign "$bundle/Contents/MacOS/$WORKER" --identifier "$WORKER_SERVICE" \
        --entitlements "$here/worker.entitlements"
fi
sign "$bundle"
step codesign --verify --strict --verbose=2 "$bundle"
[ -n "$profile" ] || exit 0

archive=$(mktemp -d)/$(basename "$bundle").zip
trap 'rm -rf "$(dirname "$archive")"' EXIT
step ditto -c -k --keepParent --sequesterRsrc "$bundle" "$archive"
notarize "$archive" "$profile"
step xcrun stapler staple "$bundle" # so that it is known without a network
