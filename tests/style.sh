#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# How the sources look: clang-format, clang-tidy (in a clang build, so that it sees what clang
# sees), shellcheck. Needs the packages of `bundle/packages.sh check`.
set -eu
cd "$(dirname "$0")/.."

result=0
sources=$(git ls-files '*.c' '*.h')
# Word splitting is meant below: lists of files.
# shellcheck disable=SC2086
clang-format --dry-run --Werror $sources || result=1
# shellcheck disable=SC2046
shellcheck $(git ls-files '*.sh' .ci/run bundle/pkg/preinstall bundle/pkg/postinstall) || result=1

build=${BUILD:-build-clang}
[ -f "$build/build.ninja" ] || CC=clang meson setup "$build" -Dtests=enabled >/dev/null
ninja -C "$build" >/dev/null
# Only what this build compiles: a file for another system has no command line here.
compiled=$(python3 -c 'import json, os, sys
build = sys.argv[1]
for unit in json.load(open(os.path.join(build, "compile_commands.json"))):
    path = os.path.relpath(os.path.join(unit["directory"], unit["file"]))
    if not path.startswith(build): print(path)' "$build" | sort -u)
echo "$compiled" | xargs -P "$(nproc)" -n 4 clang-tidy --quiet -p "$build" 2>/dev/null || result=1
[ $result -eq 0 ] && echo "style: all clean"
exit $result
