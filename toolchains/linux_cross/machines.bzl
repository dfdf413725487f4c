"""The machines there are cross compilers for."""

# By the name of the configuration: GCC's name of the system, QEMU's of the processor, Debian's packages.
MACHINES = {
    "armhf": struct(
        triplet = "arm-linux-gnueabihf",
        qemu = "qemu-arm",
        packages = "g++-arm-linux-gnueabihf qemu-user",
    ),
    "powerpc": struct(
        triplet = "powerpc-linux-gnu",
        qemu = "qemu-ppc",
        packages = "g++-powerpc-linux-gnu qemu-user",
    ),
    "s390x": struct(
        triplet = "s390x-linux-gnu",
        qemu = "qemu-s390x",
        packages = "g++-s390x-linux-gnu qemu-user",
    ),
}
