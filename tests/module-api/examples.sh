#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Compile and run the modules in a page of the documentation:
#
#     examples.sh PAGE MODULE_API_FOLDER RUN_MODULE
#
# A module is a block of C code behind a line such as <!-- example: half.c -->, or, to say what it
# makes of a sound of ones, <!-- example: half.c, 1 becomes 0.5 -->.
set -eu
page=$1
api=$2
run_module=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

awk -v folder="$folder" '
    /^<!-- example: / {
        name = $3
        sub(/,$/, "", name)
        expected = /becomes/ ? $6 : ""
        next
    }
    /^```/ && file { close(file); file = ""; next }
    /^```c$/ && name {
        file = folder "/" name
        print name, expected > (folder "/list")
        name = ""
        next
    }
    file { print > file }
' "$page"
[ -s "$folder/list" ] || { echo "$page holds no example"; exit 1; }

while read -r name expected; do
    mkdir "$folder/modules"
    ${CC:-cc} -std=c99 -pedantic -Wall -Wextra -Werror -Wno-unused-parameter -O2 -shared -fPIC -I"$api" \
        "$folder/$name" -o "$folder/modules/module.so"
    "$run_module" "$folder/modules" "$expected" || { echo "$page: $name failed"; exit 1; }
    rm -r "$folder/modules"
done <"$folder/list"
