#!/usr/bin/env python3
# Copyright The Ossicle authors
# SPDX-License-Identifier: ISC

"""Checks that what an I/O thread may call calls nothing else.

Every function that carries OSSICLE_REALTIME may call only functions that carry it too, on their
definition or on the declaration in a header, and the few that are allowed below with the reason. So
all that is reachable from them is covered. Calls through pointers are allowed by the caller's name.
GCC writes down who calls whom (-fcallgraph-info), without optimisation, so that nothing is inlined.

usage: realtime_annotations.py BUILD_DIR SOURCE_DIR
       realtime_annotations.py --self-test
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

MARK = "OSSICLE_REALTIME"
SKIPPED = 77  # what meson takes for a skipped test
# A compiler cache knows nothing of call graphs: what it has cached it gives back without them.
ENVIRONMENT = dict(os.environ, CCACHE_DISABLE="1")

# What libraries offer, by the whole name, and why an I/O thread may call it.
ALLOWED = {
    r"mem(cpy|move|set|cmp)": "touches only the memory that it is given",
    r"strlen|strcmp|strncmp": "the same",
    r"(floor|ceil|round|trunc|fabs|sqrt|exp|exp2|log|log2|log10|pow|sin|cos|tan|lrint|llrint|fmin"
    r"|fmax|fmod|ldexp|nearbyint|rint|copysign)f?": "arithmetic",
    r"_?ck_(pr|ring|epoch|ec32|cc)_\w+": "Concurrency Kit: lock-free, and written for this; what it calls"
    " to wake is wake_*.c's",
    r"_mm_(get|set)csr|__rdtsc": "one instruction",
    r"__tsan_\w+|AnnotateIgnore\w+": "only in builds for the thread sanitizer",
    r"mach_absolute_time|clock_gettime": "reads the clock without entering the kernel",
}
# Single calls: caller, callee, why.
ALLOWED_CALLS = {
    ("wake_private", "syscall"): "FUTEX_WAKE, the one system call there is",
    ("wake_shared", "syscall"): "FUTEX_WAKE, the one system call there is",
    ("wake_private", "os_sync_wake_by_address_all"): "the same on macOS",
    ("wake_shared", "os_sync_wake_by_address_all"): "the same on macOS",
}
# Who may call through pointers, and what stands behind them.
ALLOWED_INDIRECT = {
    "chain_run.c:run_plain": "a module's process: realtime by contract; and the chain's clock",
    "chain_run.c:run_any": "the chain's clock: its functions are marked",
    "chain_run.c:run_modules": "the same",
    "chain_run.c:begin_times": "the same",
    "chain_run.c:end_times": "the same",
    "chain_run.c:run_step": "a module's process: realtime by contract",
    "chain_run.c:chain_reset": "a module's reset: realtime by contract",
    "chain_services.c:chain_update_latency": "a module's latency_frames: may be called anywhere",
    "gain_stage.c:glide": "the loops for this processor (gain_loops_*.c): all of them are marked",
    "gain_stage.c:multiply": "the same",
    "gain_stage.h:gain_stage_apply": "the same",
    "interface.c:do_io_operation": "the driver's table of operations: all of them are marked",
    "io_convert.c:io_read_integers": "the stream formats: a table of functions that are marked",
    "io_convert.c:write_integers": "the same",
    "host_clock.c:host_clock_now": "a clock of ours, real or virtual",
    "io_clock.c:io_clock_update": "the driver that is hosted",
    "io_cycle.c:begin": "the driver that is hosted",
    "io_cycle.c:end": "the driver that is hosted",
    "io_cycle.c:do_stream": "the driver that is hosted",
    "io_cycle.c:run": "which buffer to choose: three functions of the same file, all marked",
    "io_cycle.c:convert_input": "the sample formats: a table of functions that are marked",
    "io_cycle.c:convert_mix": "the sample formats: a table of functions that are marked",
    "io_cycle.c:run_client": "the client's own function",
    "traced_io.c:traced_get_zero_time_stamp": "the driver that is traced",
    "traced_io.c:traced_will_do": "the driver that is traced",
    "traced_io.c:traced_begin_operation": "the driver that is traced",
    "traced_io.c:traced_do_operation": "the driver that is traced",
    "traced_io.c:traced_end_operation": "the driver that is traced",
}

NODE = re.compile(r'^node: \{ title: "(?P<title>[^"]*)" label: "(?P<name>[^"\\]*)\\n(?P<at>[^"]*)"')
EDGE = re.compile(r'^edge: \{ sourcename: "(?P<caller>[^"]*)" targetname: "(?P<callee>[^"]*)"')


def is_marked(place, folder, cache):
    """Whether the declaration or definition at PATH:LINE:COLUMN carries the mark."""
    path, line = re.match(r"(.*):(\d+):\d+$", place).groups()
    path = os.path.normpath(os.path.join(folder, path))
    if path not in cache:
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                cache[path] = file.read().split("\n")
        except OSError:
            cache[path] = []
    text = "\n".join(cache[path][int(line) - 1:int(line) + 14])
    return MARK in re.split(r"[{;]", text, maxsplit=1)[0]


def call_graph(command, folder, source, temporary):
    """The nodes and edges that GCC reports for one translation unit."""
    words = shlex.split(command)
    kept, skip = [], False
    for word in words:
        if skip or word in ("-c", "-MD", source):
            skip = False
        elif word in ("-o", "-MF", "-MQ", "-MT"):
            skip = True
        elif not word.startswith(("-O", "-fsanitize", "-Werror")):
            kept.append(word)
    output = os.path.join(temporary, "unit.o")
    subprocess.run(kept + ["-O0", "-w", "-fcallgraph-info", "-c", source, "-o", output],
                   cwd=folder, check=True, env=ENVIRONMENT)
    nodes, edges = {}, []
    with open(os.path.join(temporary, "unit.ci"), encoding="utf-8") as file:
        for line in file:
            node, edge = NODE.match(line), EDGE.match(line)
            if node:
                nodes[node["title"]] = (node["name"], node["at"])
            elif edge:
                edges.append((edge["caller"], edge["callee"]))
    return nodes, edges


def is_allowed(caller, callee, place):
    if callee == "__indirect_call":
        return f"{os.path.basename(place.split(':')[0])}:{caller}" in ALLOWED_INDIRECT
    if (caller, callee) in ALLOWED_CALLS:
        return True
    name = callee[len("__builtin_"):] if callee.startswith("__builtin_") else callee
    return any(re.fullmatch(pattern, name) for pattern in ALLOWED)


def check_unit(command, folder, source, temporary, declared, cache):
    """The complaints about one translation unit, and how many marked functions it defines."""
    nodes, edges = call_graph(command, folder, source, temporary)

    def marked(title):
        if title not in nodes or ":" not in nodes[title][1]:
            return False
        return is_marked(nodes[title][1], folder, cache)

    complaints, count = set(), 0
    defined = {caller for caller, _ in edges} | {t for t in nodes if t.endswith(nodes[t][0])}
    for title in defined:
        if title not in nodes or not re.match(r".*:\d+:\d+$", nodes[title][1]):
            continue
        name, place = nodes[title]
        path = os.path.normpath(os.path.join(folder, place.rsplit(":", 2)[0]))
        if marked(title):
            count += 1
        elif name in declared and ":" not in title and path.endswith(".c"):
            complaints.add(f"{place}: {name}: the definition lacks {MARK}, which its declaration has")
    for caller, callee in edges:
        if not marked(caller) or marked(callee):
            continue
        name, place = nodes[caller]
        callee_name = nodes[callee][0] if callee in nodes else callee
        if not is_allowed(name, callee_name, place):
            what = "through a pointer" if callee_name == "__indirect_call" else callee_name
            complaints.add(f"{place}: {name} is {MARK} and calls {what}, which is not")
    return complaints, count


def declared_names(source_root):
    """Functions whose declaration in a header of the host carries the mark."""
    pattern = re.compile(r"(\w+)\((?:[^()]|\([^()]*\))*\)\s*" + MARK + r"\s*;")
    names = set()
    for folder, _, files in os.walk(os.path.join(source_root, "host")):
        for name in files:
            if name.endswith(".h"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    names |= set(pattern.findall(file.read()))
    return names


def writes_call_graphs(compiler, temporary):
    source = os.path.join(temporary, "probe.c")
    with open(source, "w", encoding="utf-8") as file:
        file.write("int probe(void);\n")
    result = subprocess.run(compiler + ["-fcallgraph-info", "-c", source, "-o", source + ".o"],
                            stderr=subprocess.DEVNULL, check=False, env=ENVIRONMENT)
    return result.returncode == 0


def check(commands, source_root):
    host = os.path.join(os.path.realpath(source_root), "host") + os.sep
    declared, cache, complaints, count = declared_names(source_root), {}, set(), 0
    with tempfile.TemporaryDirectory() as temporary:
        compiler = [w for w in shlex.split(commands[0]["command"])[:2] if not w.startswith("-")]
        if not writes_call_graphs(compiler, temporary):
            print("skipped: this compiler doesn't write call graphs; GCC does")
            return SKIPPED
        for entry in commands:
            path = os.path.realpath(os.path.join(entry["directory"], entry["file"]))
            if not path.startswith(host) or not path.endswith(".c"):
                continue
            found, marked = check_unit(entry["command"], entry["directory"], entry["file"],
                                       temporary, declared, cache)
            complaints |= found
            count += marked
    for complaint in sorted(complaints):
        print(complaint)
    print(f"{count} definitions carry {MARK}; {len(complaints)} complaints")
    return 1 if complaints or count == 0 else 0


GOOD = """
#define OSSICLE_REALTIME
#include <string.h>
int declared(int x) OSSICLE_REALTIME;
static int helper(int x) OSSICLE_REALTIME { return declared(x); }
int good(int x) OSSICLE_REALTIME
{
    char copy[8];
    memcpy(copy, "1234567", 8);
    return helper(x) + copy[0];
}
"""
BAD = {
    "an unmarked helper": "static int h(int x) { return x; }\n"
                          "int bad(int x) OSSICLE_REALTIME { return h(x); }\n",
    "malloc": "#include <stdlib.h>\nvoid *bad(void) OSSICLE_REALTIME { return malloc(5); }\n",
    "a pointer": "int bad(int (*f)(void)) OSSICLE_REALTIME { return f(); }\n",
    "an unmarked declaration": "int u(void);\nint bad(void) OSSICLE_REALTIME { return u(); }\n",
    "a definition that lost its mark": "int marked(void) { return 1; }\n",
}


def self_test():
    """Good code passes; each kind of bad code is found."""
    with tempfile.TemporaryDirectory() as root:
        host = os.path.join(root, "host")
        os.mkdir(host)
        with open(os.path.join(host, "marked.h"), "w", encoding="utf-8") as file:
            file.write("int marked(void) OSSICLE_REALTIME;\n")
        failures = 0
        for name, text in {"good code": GOOD, **{k: GOOD + v for k, v in BAD.items()}}.items():
            source = os.path.join(host, "unit.c")
            with open(source, "w", encoding="utf-8") as file:
                file.write(text)
            command = {"directory": root, "file": source, "command": f"gcc -c {source} -o unit.o"}
            result = check([command], root)
            if result == SKIPPED:
                return SKIPPED
            if result != (0 if name == "good code" else 1):
                print(f"self-test: {name}: unexpected result {result}")
                failures += 1
        return 1 if failures else 0


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    with open(os.path.join(arguments[0], "compile_commands.json"), encoding="utf-8") as file:
        return check(json.load(file), arguments[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
