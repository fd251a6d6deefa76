#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Compile a header alone, as C99 and as C++17, with every warning that there is, and use its macros:
#
#     header_alone.sh HEADER
set -eu
header=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# All that a file with nothing but the header can be blamed for.
cat >"$folder/alone.c" <<'END'
#include <module-api.h>
extern uint32_t alone_version(void);
extern uint32_t alone_version(void)
{
    return OSSICLE_ABI_MAJOR_OF(OSSICLE_ABI_VERSION) + OSSICLE_ABI_MINOR_OF(OSSICLE_ABI_VERSION) +
           OSSICLE_MAX_CHANNELS + OSSICLE_MAX_PARAMETERS + OSSICLE_MAX_MODULES + OSSICLE_MAX_TEXT +
           OSSICLE_TAIL_INFINITE;
}
extern float alone_half(float x) OSSICLE_REALTIME;
extern float alone_half(float x) OSSICLE_REALTIME
{
    return x / 2;
}
END
cp "$folder/alone.c" "$folder/alone.cpp"

common='-Werror -Wall -Wextra -pedantic -pedantic-errors -Wconversion -Wsign-conversion -Wshadow
    -Wundef -Wpadded -Wcast-qual -Wcast-align -Wredundant-decls -Wunused-macros -Wfloat-equal
    -Wdouble-promotion -Wformat=2 -Wvla -Wmissing-declarations'
c='-std=c99 -Wc++-compat -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
    -Wbad-function-cast -Wnested-externs'
cpp='-std=c++17 -Wold-style-cast -Wuseless-cast -Wzero-as-null-pointer-constant
    -Wextra-semi -Wsuggest-override'
# Standards older than the one that is asked for are no concern of ours.
everything='-Weverything -Werror -pedantic -pedantic-errors'
cpp_everything='-std=c++17 -Wno-c++98-compat -Wno-c++98-compat-pedantic -Wno-c99-compat'

checked=0
compile() {
    compiler=$1
    shift
    command -v "$compiler" >/dev/null || return 0
    "$compiler" -fsyntax-only -I"$(dirname "$header")" "$@" || {
        echo "$header doesn't compile alone with: $compiler $*"
        exit 1
    }
    checked=$((checked + 1))
}

# Word splitting is meant: lists of options.
# shellcheck disable=SC2086
{
    compile gcc $common $c "$folder/alone.c"
    compile g++ $common $cpp "$folder/alone.cpp"
    compile clang -std=c99 $everything "$folder/alone.c"
    compile clang++ $everything $cpp_everything "$folder/alone.cpp"
}
echo "$checked compilers accept $header"
[ "$checked" -ge 2 ]
