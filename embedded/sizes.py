#!/usr/bin/env python3
"""What each profile costs: flash, RAM, heap and stack, and how much of it is ours.

  ./bazelw test --config=openssl //embedded:size_test                # fails on growth past 2 %
  ./bazelw run --config=openssl //embedded:sizes -- --update         # writes docs/embedded-sizes.md anew

Images are compared with the same program on mbedTLS alone, in the same configuration, -Os, unused sections removed.
"""

import os
import re
import sys

sys.path.insert(0, "embedded")
import board_run  # noqa: E402
import map_size  # noqa: E402

PROFILES = ("psk-min", "tls12-min", "tls13-min", "both", "full", "computer")
# Has the core of a computer, so no bar.
UNBOUNDED = ("computer",)
TABLE = "docs/embedded-sizes.md"
GROWTH = 1.02
# What our code may add to mbedTLS: bytes of flash, of RAM for each connection, of static RAM.
BARS = {"flash": 4096, "ram": 64, "static": 32}

# Nothing of this may be in an image: by symbol, and by archive.
FORBIDDEN = re.compile(
    r"__cxa_throw|__cxa_allocate_exception|_Unwind_|__gxx_personality|^_ZTI|^_ZTS|__cxa_guard|_GLOBAL__sub_I|_sbrk|"
    r"_malloc_r|^malloc|printf|_ZNSt7__cxx1112basic_string|_ZNSs|ios_base|_ZNSo|_ZSt4cout|_Znwj|_ZdlPv|locale")
FORBIDDEN_OBJECT = re.compile(r"^(stdc\+\+|supc\+\+|stdc\+\+_nano|supc\+\+_nano):")

# Code of one role: symbols of ours, and objects of mbedTLS.
OURS = {
    "client": r"ClientContextBuilder|Connection11SetUpClient|ClientContext7Connect",
    "server": r"ServerContextBuilder|Connection11SetUpServer|ServerContext6Accept|ServerResumption|UsedTickets",
}
THEIRS = {"client": r"mbedtls:(ssl_tls1[23]_client|ssl_client)\.", "server": r"mbedtls:ssl_tls1[23]_server\."}
# The images of servers only that the test is given; the others differ from `both` in what they leave out.
SERVERS = ("both", "full", "psk-min")

HEAD = """# Sizes on a microcontroller

Written by `./bazelw run --config=openssl //embedded:sizes -- --update`; `//embedded:size_test` fails when anything grows
by more than 2 %. In bytes, for a Cortex-M4 with Debian's gcc 12 at -Os: whole programs, with start-up and libc.

Flash and static RAM are those of a client (`embedded/size_client.cc`; without the pool and the stack). The rest is
measured on the emulated board by high-water marks, through a whole handshake and an echo: heap is what one connection
takes from the pool at most and when idle, record buffers and bookkeeping included; stack is the deepest call.
A context takes heap of its own, once.

| profile | flash | static RAM | client: heap peak | idle | context | stack | server: heap peak | idle | context | stack |
|---|---|---|---|---|---|---|---|---|---|---|
"""

MIDDLE = """
## Over mbedTLS alone

The same programs on mbedTLS alone, in the same configuration, subtracted: they verify the chain, its dates and the name
with mbedTLS's own verifier, and take memory, entropy and time from the same places. More than {flash:,} bytes of flash, {ram}
of RAM for a connection and {static} of static RAM fail the test, but for `computer`, which has the core of a computer.

| profile | flash | RAM for a client's connection | static RAM |
|---|---|---|---|
"""

OBJECTS = """
What `computer` adds, by object file, in bytes: all that make up more than {least:,}, and the others together. `api` is
the core, with its certificate verifier, which is the same on a computer; `mbedtls` with a name of backends/mbedtls the
translation, with others more of the library than the other program uses. There mbedTLS alone does not look at dates.
`python3 embedded/map_size.py --symbols IMAGE.map RAW.map` lists functions.

"""
LEAST = 1000


def objects(image, raw):
    """For a profile over the bar: "api connection_core 6,154, ... others 12,345"."""
    sizes = map_size.by(lambda section: section.object, image)
    sizes.subtract(map_size.by(lambda section: section.object, raw))
    large = [(name, size) for name, size in sizes.most_common() if size > LEAST]
    words = ["{} {:,}".format(re.sub(r"\.\w+$", "", name).replace(":", " "), size) for name, size in large]
    return ", ".join(words + ["others {:,}".format(sum(sizes.values()) - sum(size for _, size in large))])


def marks(image):
    """{"client": {"context": N, "peak": N, "idle": N, "stack": N}, "server": ...}"""
    found = {}
    for line in board_run.must_pass(image):
        match = re.match(r"(client|server) heap context (\d+) peak (\d+) idle (\d+) stack (\d+)$", line)
        if match:
            found[match.group(1)] = dict(zip(("context", "peak", "idle", "stack"), map(int, match.groups()[1:])))
    return found


def holds(path, problems, what, objects, symbols):
    for section in map_size.sections(path):
        if section.output in map_size.FLASH + map_size.RAM:
            symbol = map_size.symbol(section)
            if symbols.search(symbol) or objects.match(section.object):
                problems.append("{} {} and holds {} of {}".format(path, what, symbol, section.object))


def check_roles(path, other, profile, problems):
    """Nothing of the other role: neither of ours, nor of mbedTLS's, of which `computer` has both whatever the role."""
    nothing = re.compile("$^")
    holds(path, problems, "is no " + other, nothing, re.compile(OURS[other]))
    if profile != "computer":
        holds(path, problems, "is no " + other, re.compile(THEIRS[other]),
              re.compile("handshake_{}_step|tls13_handshake_{}".format(other, other)))


def check_psk(path, problems):
    """A profile without certificates links none of what reads them."""
    for section in map_size.sections(path):
        if section.output in map_size.FLASH and re.match(r"mbedx509:|api:(certificate|verify|host_name|public_key)\.",
                                                         section.object):
            problems.append("{} holds {} of {}".format(path, map_size.symbol(section), section.object))


def measure(problems):
    rows = {}
    for profile in PROFILES:
        print("{}:".format(profile))
        image = map_size.sections("embedded/size_client_{}.map".format(profile))
        raw = map_size.sections("embedded/size_client_raw_{}.map".format(profile))
        path = "embedded/size_client_{}.map".format(profile)
        holds(path, problems, "is to be small", FORBIDDEN_OBJECT, FORBIDDEN)
        check_roles(path, "server", profile, problems)
        if profile in SERVERS:
            path = "embedded/size_server_{}.map".format(profile)
            holds(path, problems, "is to be small", FORBIDDEN_OBJECT, FORBIDDEN)
            check_roles(path, "client", profile, problems)
        if profile == "psk-min":
            check_psk("embedded/size_client_psk-min.map", problems)
        ours, theirs = (marks("embedded/measure{}_{}.elf".format(kind, profile)) for kind in ("", "_raw"))
        rows[profile] = {
            "flash": map_size.flash(image), "static": map_size.ram(image),
            "client": ours["client"], "server": ours["server"],
            "over flash": map_size.flash(image) - map_size.flash(raw),
            "over ram": ours["client"]["idle"] - theirs["client"]["idle"],
            "over static": map_size.ram(image) - map_size.ram(raw),
            "objects": objects(image, raw),
        }
    return rows


def numbers(row):
    roles = [row[role][key] for role in ("client", "server") for key in ("peak", "idle", "context", "stack")]
    return [row["flash"], row["static"]] + roles


def over(row):
    return [row["over flash"], row["over ram"], row["over static"]]


def table(rows):
    lines = ["| {} | {} |\n".format(p, " | ".join("{:,}".format(n) for n in numbers(rows[p]))) for p in PROFILES]
    more = ["| {} | {} |\n".format(p, " | ".join("{:,}".format(n) for n in over(rows[p]))) for p in PROFILES]
    over_bar = [p for p in PROFILES if rows[p]["over flash"] > BARS["flash"]]
    what = ["- `{}`: {}.\n".format(p, rows[p]["objects"]) for p in over_bar]
    return HEAD + "".join(lines) + MIDDLE.format(**BARS) + "".join(more) + OBJECTS.format(least=LEAST) + "".join(what)


def read_table(path):
    """The rows as lists of numbers: {profile: [first table's, second table's]}"""
    rows = {}
    with open(path) as file:
        for line in file:
            cells = [cell.strip().replace(",", "") for cell in line.strip().strip("|").split("|")]
            if cells[0] in PROFILES:
                rows.setdefault(cells[0], []).append([int(cell) for cell in cells[1:]])
    return rows


def compare(rows, problems):
    known = read_table(TABLE)
    for profile, row in rows.items():
        for now, before in zip((numbers(row), over(row)), known.get(profile, [])):
            for a, b in zip(now, before):
                if a > b * GROWTH and a > b + 8:
                    problems.append("{}: {:,} bytes where {} says {:,}: {} / {}".format(profile, a, TABLE, b, now, before))
        if profile not in known:
            problems.append("{} is not in {}".format(profile, TABLE))


def main():
    board_run.require_qemu()
    problems = []
    rows = measure(problems)
    for profile, row in rows.items():
        words = ["{} {}".format(key, row["over " + key]) for key in BARS]
        short = [key for key in BARS if row["over " + key] > BARS[key]]
        print("overhead {} {}".format(profile, " ".join(words)))
        if profile not in UNBOUNDED:
            problems += ["{}: over the bar: {} {} of {}".format(profile, key, row["over " + key], BARS[key]) for key in short]
    if "--update" in sys.argv:
        with open(os.path.join(os.environ["BUILD_WORKSPACE_DIRECTORY"], TABLE), "w") as file:
            file.write(table(rows))
        print("wrote " + TABLE)
    else:
        compare(rows, problems)
    for problem in problems:
        print("problem: " + problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
