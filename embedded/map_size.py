"""What is in an image, by the linker's map: how much of flash and RAM each section takes, and whose it is.

  python3 embedded/map_size.py IMAGE.map [OTHER.map]   # by object file; with another map, the differences
  python3 embedded/map_size.py --symbols IMAGE.map [OTHER.map]
"""

import collections
import re
import sys

Section = collections.namedtuple("Section", "output name object size")

FLASH = (".text", ".ARM.extab", ".ARM.exidx", ".data")
RAM = (".data", ".bss")

_OUTPUT = re.compile(r"^(\.[\w.]+|/DISCARD/)(?:\s|$)")
_NAME_ALONE = re.compile(r"^ (\.[^\s]+|COMMON)$")
_WHOLE = re.compile(r"^ (\.[^\s]+|COMMON)\s+0x[0-9a-f]+\s+(0x[0-9a-f]+)\s+(\S.*)$")
_REST = re.compile(r"^\s+0x[0-9a-f]+\s+(0x[0-9a-f]+)\s+(\S.*)$")
_FILL = re.compile(r"^ \*fill\*\s+0x[0-9a-f]+\s+(0x[0-9a-f]+)")


def sections(path):
    """All input sections that the image kept."""
    with open(path) as file:
        text = file.read()
    text = text[text.index("Linker script and memory map"):]
    output, pending, found = "", None, []
    for line in text.splitlines():
        match = _OUTPUT.match(line)
        if match:
            output, pending = match.group(1), None
            continue
        match = _NAME_ALONE.match(line)
        if match:
            pending = match.group(1)
            continue
        match = _WHOLE.match(line)
        if match:
            name, size, where = match.groups()
        else:
            match = _REST.match(line) if pending else None
            fill = _FILL.match(line)
            if match:
                name, (size, where) = pending, match.groups()
            elif fill:
                name, size, where = "fill", fill.group(1), "fill"
            else:
                pending = None
                continue
        pending = None
        if int(size, 16):
            found.append(Section(output, name, _object(where), int(size, 16)))
    return found


def _object(where):
    """api/libapi.a(context.o) -> api/context.o"""
    match = re.match(r".*?([^/]+)\.a\(([^)]*)\)$", where)
    return "{}:{}".format(re.sub("^lib", "", match.group(1)), match.group(2)) if match else where.split("/")[-1]


def symbol(section):
    """.text._ZN7omnitls3FooEv -> _ZN7omnitls3FooEv"""
    return re.sub(r"^\.(text|rodata|data|bss)(\.rel\.ro)?(\.unlikely|\.startup)?\.?", "", section.name) or section.name


def flash(all_sections):
    return sum(s.size for s in all_sections if s.output in FLASH)


def ram(all_sections, without=("omnitls_application_heap",)):
    """Static RAM, without the memory that the application sets aside, and the stack."""
    return sum(s.size for s in all_sections if s.output in RAM and symbol(s) not in without)


def by(key, all_sections):
    sizes = collections.Counter()
    for section in all_sections:
        if section.output in FLASH:
            sizes[key(section)] += section.size
    return sizes


def main(arguments):
    key = lambda section: section.object
    if arguments[:1] == ["--symbols"]:
        key = lambda section: "{}  {}".format(section.object, symbol(section))
        arguments = arguments[1:]
    image = sections(arguments[0])
    sizes = by(key, image)
    print("flash {} static RAM {}".format(flash(image), ram(image)))
    if len(arguments) > 1:
        other = sections(arguments[1])
        print("the other: flash {} static RAM {}".format(flash(other), ram(other)))
        sizes.subtract(by(key, other))
    for name, size in sorted(sizes.items(), key=lambda item: -item[1]):
        if size:
            print("{:8d} {}".format(size, name))


if __name__ == "__main__":
    main(sys.argv[1:])
