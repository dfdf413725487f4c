"""Libraries that the operating system provides, located with pkg-config."""

load("//bazel:message.bzl", "boxed")

def _system_library_impl(rctx):
    found = _locate(rctx)
    if _numbers(found.version) < _numbers(rctx.attr.minimum):
        _missing(rctx, "Version {} was found, which is too old.".format(found.version))
    includes = []
    for i, directory in enumerate(found.include_dirs):
        # Not the directory itself: with -I/usr/include, #include_next finds the
        # wrong headers; and globbing it would take in the whole system.
        for header_dir in rctx.attr.header_dirs:
            if rctx.path(directory + "/" + header_dir).exists:
                rctx.symlink(directory + "/" + header_dir, "include{}/{}".format(i, header_dir))
        includes.append("include{}".format(i))
    _require_header(rctx, found.include_dirs)
    private = _private_headers(rctx)
    rctx.file("WORKSPACE", "workspace(name = {})\n".format(repr(rctx.name)))
    rctx.file("found.bzl", "".join([
        '"""What was found on this system."""\n\n',
        "VERSION = {}\n".format(repr(found.version)),
        "DEFINES = {}\n".format(repr(found.defines)),
        "INCLUDES = {}\n".format(repr(includes)),
        "LINKOPTS = {}\n".format(repr(found.linkopts)),
        "PRIVATE_INCLUDES = {}\n".format(repr(private)),
    ]))
    rctx.symlink(rctx.attr.build_file, "BUILD.bazel")

def _locate(rctx):
    variable = rctx.os.environ.get("PKG_CONFIG", "")
    pkg_config = (rctx.which(variable) if variable else None) or rctx.which("pkg-config") or rctx.which("pkgconf")
    version = _run(rctx, [pkg_config, "--modversion", rctx.attr.pkg_config[0]]) if pkg_config else None
    if version != None:
        return _from_pkg_config(rctx, pkg_config, version)
    header = rctx.path("/usr/include/{}/version.h".format(rctx.attr.header_dirs[0]))
    if rctx.attr.pkg_config[0] != "openssl" and header.exists:
        # Some distributions ship no .pc file for it.
        return struct(
            version = _version_from_header(rctx),
            defines = [],
            include_dirs = [],
            linkopts = ["-l" + lib for lib in rctx.attr.libs],
        )
    if not pkg_config:
        _missing(rctx, "pkg-config, which locates it, was not found.")
    return _missing(rctx, "`pkg-config {}` knows no such package.".format(rctx.attr.pkg_config[0]))

def _from_pkg_config(rctx, pkg_config, version):
    cflags = _run(rctx, [pkg_config, "--cflags"] + rctx.attr.pkg_config).split(" ")
    linkopts = [f for f in _run(rctx, [pkg_config, "--libs"] + rctx.attr.pkg_config).split(" ") if f]
    return struct(
        version = version,
        defines = [f[2:] for f in cflags if f.startswith("-D")],
        include_dirs = [f[2:] for f in cflags if f.startswith("-I")],
        # A private copy must also be found when the program runs.
        linkopts = linkopts + ["-Wl,-rpath," + f[2:] for f in linkopts if f.startswith("-L")],
    )

def _version_from_header(rctx):
    result = _run(rctx, ["sh", "-c", "cat /usr/include/{}/*version.h /usr/include/{}/build_info.h 2>/dev/null".format(
        rctx.attr.header_dirs[0],
        rctx.attr.header_dirs[0],
    )])
    for line in (result or "").split("\n"):
        words = line.split("\"")
        if "VERSION_STRING " in line and len(words) == 3 and words[1][:1].isdigit():
            return words[1]
    return "0"

def _private_headers(rctx):
    if not rctx.attr.private_headers:
        return []
    tree = rctx.os.environ.get(rctx.attr.private_headers_variable, "")
    if not tree:
        return []
    rctx.symlink(tree + "/" + rctx.attr.private_headers, "private")
    return ["private"]

def _require_header(rctx, include_dirs):
    header = rctx.attr.required_header
    if not header:
        return
    for directory in include_dirs + ["/usr/include", "/usr/local/include"]:
        if rctx.path(directory + "/" + header).exists:
            return
    fail(boxed([
        "The system's {} was installed without {}, which omnitls needs.".format(rctx.attr.pkg_config[0], header),
        "To build another release from source, unpack it and use instead",
        "  --repo_env={}=/absolute/path".format(rctx.attr.tree_variable),
    ]))

def _missing(rctx, why):
    packages = {
        system: ("pkgconf " if system == "fedora" else "pkg-config ") + name
        for system, name in rctx.attr.packages.items()
    }
    fail(boxed([
        "{} {} or later, with its headers, is needed and was not found.".format(rctx.attr.pkg_config[0], rctx.attr.minimum),
        why,
        "For a private copy point PKG_CONFIG_PATH at the directory of its .pc file.",
    ], packages))

def _run(rctx, argv):
    result = rctx.execute(argv)
    return result.stdout.strip() if result.return_code == 0 else None

def _numbers(version):
    numbers = []
    for part in version.split("."):
        digits = ""
        for c in part.elems():
            if not c.isdigit():
                break
            digits += c
        numbers.append(int(digits) if digits else 0)
    return numbers

system_library = repository_rule(
    implementation = _system_library_impl,
    attrs = {
        "build_file": attr.label(mandatory = True, doc = "becomes the BUILD file; may load :found.bzl"),
        "header_dirs": attr.string_list(mandatory = True, doc = "directories of headers below each -I"),
        "libs": attr.string_list(doc = "what to link if there is no .pc file"),
        "minimum": attr.string(mandatory = True, doc = "oldest version that will do"),
        "packages": attr.string_dict(doc = "the packages to install, by system"),
        "pkg_config": attr.string_list(mandatory = True, doc = "names of the .pc files"),
        "private_headers": attr.string(doc = "directory of private headers in a source tree"),
        "private_headers_variable": attr.string(doc = "environment variable that names that tree"),
        "required_header": attr.string(doc = "a header without which the library is of no use"),
        "tree_variable": attr.string(doc = "environment variable that names a source tree, for the message"),
    },
    configure = True,
    local = True,
    environ = ["OMNITLS_MBEDTLS_TREE", "PATH", "PKG_CONFIG", "PKG_CONFIG_LIBDIR", "PKG_CONFIG_PATH", "PKG_CONFIG_SYSROOT_DIR"],
    doc = "A library of the operating system.",
)
