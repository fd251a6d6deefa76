#!/bin/sh
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC
#
# Each header under Apple's names compiles alone, as C99, C11 and C++17, with every warning an error,
# by each compiler that is there. A driver of others compiles unchanged, also with its blocks:
# headers.sh INCLUDE DRIVER.c
set -u
include=$1
driver=$2
result=0
checked=0

warnings="-Wall -Wextra -Wpedantic -Werror -Wconversion -Wsign-conversion -Wdouble-promotion
  -Wfloat-conversion -Wcast-qual -Wcast-align -Wshadow -Wpointer-arith -Wwrite-strings -Wundef
  -Wformat=2 -Wmissing-declarations"

# compile COMPILER LANGUAGE STANDARD HEADER
compile() {
  # The declaration is there because a translation unit of macros alone is not C.
  # Word splitting of the warnings is meant.
  # shellcheck disable=SC2086
  printf '#include <%s>\nextern int something;\n' "$4" |
    "$1" -fsyntax-only -x "$2" "-std=$3" $warnings -I "$include" - || {
      echo "$1 -std=$3 does not take <$4>"
      result=1
    }
  checked=$((checked + 1))
}

headers=$(cd "$include" && find . -name '*.h' | sed 's|^\./||' | sort)
for header in $headers; do
  for compiler in gcc clang; do
    command -v $compiler >/dev/null || continue
    for standard in c99 gnu11; do
      compile $compiler c $standard "$header"
    done
  done
  for compiler in g++ clang++; do
    command -v $compiler >/dev/null || continue
    compile $compiler c++ c++17 "$header"
  done
done

for command in 'gcc' 'gcc -std=c99' 'clang' 'clang -fblocks' 'g++ -x c++'; do
  command -v "${command%% *}" >/dev/null || continue
  # Word splitting is meant.
  # shellcheck disable=SC2086
  $command -fsyntax-only -O2 -Wall -Werror -I "$include" "$driver" || {
    echo "$command does not take $driver"
    result=1
  }
  checked=$((checked + 1))
done

[ $checked -gt 0 ] || { echo "no compiler or no header: nothing was checked"; result=1; }
# The check can fail.
if printf 'int f(long x) { return x; }\n' | gcc -fsyntax-only -x c -Werror -Wconversion - 2>/dev/null
then
  echo "the compiler lets warnings pass"
  result=1
fi
[ $result -eq 0 ] && echo "$checked compilations are clean"
exit $result
