#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Build a module by the very line that its comment shows, and run the result:
#
#     compile_line.sh MODULE_SOURCE MODULE_API_FOLDER RUN_MODULE [EXPECTED]
set -eu
source=$1
api=$2
run_module=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

line=$(sed -n 's/^ \*     \(cc .*\)/\1/p' "$source")
case $line in
cc*-shared*) ;;
*)
    echo "$source shows no line that builds it"
    exit 1
    ;;
esac

# The comment is read in modules/, beside module-api/.
mkdir "$folder/modules" "$folder/loaded"
cp "$source" "$folder/modules"
ln -s "$api" "$folder/module-api"
cd "$folder/modules"
sh -c "$line"
cp ./*.so "$folder/loaded"
"$run_module" "$folder/loaded" "${4:-}"
