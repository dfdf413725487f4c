"""Libraries of the operating system that are used if they are there, and never missed."""

_BUILD = """\
load("@rules_cc//cc:cc_library.bzl", "cc_library")

package(default_visibility = ["//visibility:public"])

cc_library(
    name = {name},
    hdrs = glob(["include/**"], allow_empty = True),
    srcs = {srcs},
    defines = {defines},
    includes = {includes},
    linkopts = {linkopts},
)
"""

def _write_build(rctx, defines = [], includes = [], linkopts = [], srcs = []):
    rctx.file("WORKSPACE", "workspace(name = {})\n".format(repr(rctx.name)))
    rctx.file("BUILD.bazel", _BUILD.format(
        name = repr(rctx.attr.library),
        defines = repr(defines),
        includes = repr(includes),
        linkopts = repr(linkopts),
        srcs = repr(srcs),
    ))

def _optional_library_impl(rctx):
    version = _version(rctx)
    headers = {}
    for header in rctx.attr.headers:
        for directory in ["/usr/include", "/usr/local/include"]:
            if rctx.path(directory + "/" + header).exists:
                headers[header] = directory + "/" + header
    if version == None or len(headers) != len(rctx.attr.headers):
        _write_build(rctx)
        return
    for header, path in headers.items():
        rctx.symlink(path, "include/" + header)
    _write_build(
        rctx,
        defines = ["{}=\\\"{}\\\"".format(rctx.attr.define, version)],
        includes = ["include"],
        linkopts = ["-l" + lib for lib in rctx.attr.libs],
    )

def _version(rctx):
    """Text, or None: it is not there."""
    if not rctx.attr.pkg_config:
        return "headers"
    pkg_config = rctx.which("pkg-config") or rctx.which("pkgconf")
    if not pkg_config:
        return None
    result = rctx.execute([pkg_config, "--modversion", rctx.attr.pkg_config])
    return result.stdout.strip() if result.return_code == 0 else None

optional_library = repository_rule(
    implementation = _optional_library_impl,
    attrs = {
        "define": attr.string(mandatory = True, doc = "macro that is defined, as the version, if it is there"),
        "headers": attr.string_list(mandatory = True, doc = "what must be there below /usr/include; files or directories"),
        "library": attr.string(mandatory = True, doc = "name of the target"),
        "libs": attr.string_list(doc = "what to link"),
        "pkg_config": attr.string(doc = "name of the .pc file; empty: headers only"),
    },
    configure = True,
    local = True,
    doc = "A cc_library; empty where the system does not have it.",
)

def _optional_crate_impl(rctx):
    archive = _build_crate(rctx)
    if not archive:
        _write_build(rctx)
        return
    rctx.symlink(archive, "lib{}.a".format(rctx.attr.library))
    _write_build(
        rctx,
        defines = ["{}=\\\"{}\\\"".format(rctx.attr.define, _crate_version(rctx))],
        linkopts = ["-ldl", "-lm", "-pthread"],
        srcs = ["lib{}.a".format(rctx.attr.library)],
    )

def _build_crate(rctx):
    """The path of the static library; None: it cannot be built."""
    registry = rctx.attr.registry
    cargo = rctx.path("/usr/bin/cargo")
    if not cargo.exists or not rctx.path(registry).exists:
        return None
    for file in rctx.attr.files:
        rctx.symlink(file, "crate/" + rctx.attr.files[file])
    rctx.file("crate/.cargo/config.toml", "\n".join([
        "[source.crates-io]",
        "replace-with = \"system\"",
        "[source.system]",
        "directory = " + repr(registry),
        "[profile.release]",
        "lto = true",
        "codegen-units = 1",
        "panic = \"abort\"",
        "",
    ]).replace("'", "\""))
    result = rctx.execute(
        ["env", "PATH=/usr/bin:/bin", "CARGO_HOME=" + str(rctx.path("home")), str(cargo), "build", "--release", "--offline"],
        working_directory = "crate",
        timeout = 900,
    )
    if result.return_code != 0:
        # buildifier: disable=print
        print("{}: cargo failed, so it is left out: {}".format(rctx.name, result.stderr[-2000:]))
        return None
    return rctx.path("crate/target/release/lib{}.a".format(rctx.attr.library))

def _crate_version(rctx):
    for line in rctx.read("crate/Cargo.lock").split("[[package]]"):
        if "name = \"{}\"".format(rctx.attr.crate) in line:
            return line.split("version = \"")[1].split("\"")[0]
    return "?"

optional_crate = repository_rule(
    implementation = _optional_crate_impl,
    attrs = {
        "crate": attr.string(mandatory = True, doc = "the crate whose version is told"),
        "define": attr.string(mandatory = True, doc = "macro that is defined, as the version, if it is there"),
        "files": attr.label_keyed_string_dict(mandatory = True, doc = "the sources, and where in the crate they go"),
        "library": attr.string(mandatory = True, doc = "name of the target and of the static library"),
        "registry": attr.string(default = "/usr/share/cargo/registry", doc = "where the system's crates are"),
    },
    # Not local: it takes half a minute. `bazel sync --configure` looks again.
    configure = True,
    doc = "A static library built by the system's cargo from the system's crates; empty where that cannot be.",
)
