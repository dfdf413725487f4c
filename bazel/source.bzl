"""Repositories built from source: a local tree, the system's copy, or a release archive."""

load("//bazel:message.bzl", "boxed")

# Files of the foreign tree that would compete with our BUILD file.
_BAZEL_FILES = ["BUILD", "BUILD.bazel", "MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel", "WORKSPACE.bzlmod"]

def _source_repository_impl(rctx):
    tree = rctx.os.environ.get(rctx.attr.tree_variable, "") if rctx.attr.tree_variable else ""
    if tree:
        _link_tree(rctx, tree)
    elif not _link_system_dirs(rctx):
        _download(rctx)
    for name in _BAZEL_FILES:
        rctx.delete(name)
    rctx.file("WORKSPACE", "workspace(name = {})\n".format(repr(rctx.name)))
    rctx.symlink(rctx.attr.build_file, "BUILD.bazel")

def _link_tree(rctx, tree):
    path = rctx.path(tree)
    if not tree.startswith("/") or not path.exists:
        fail(boxed(["{} is {}, which must be the absolute path of a source tree.".format(rctx.attr.tree_variable, repr(tree))]))
    for child in path.readdir():
        if child.basename not in _BAZEL_FILES:
            rctx.symlink(child, child.basename)

def _link_system_dirs(rctx):
    links = {}
    for name, candidates in rctx.attr.system_dirs.items():
        found = [d for d in candidates if rctx.path(d).exists]
        if not found:
            return False
        links[name] = found[0]
    for name, target in links.items():
        rctx.symlink(target, name)
    return bool(links)

def _download(rctx):
    url = rctx.attr.url.replace("{v}", rctx.attr.version)
    result = rctx.download_and_extract(
        url = url,
        allow_fail = True,
        sha256 = rctx.attr.sha256,
        stripPrefix = rctx.attr.strip_prefix.replace("{v}", rctx.attr.version),
    )
    if result.success:
        return
    lines = [
        "{} {} could not be downloaded.".format(rctx.name, rctx.attr.version),
        "  from    " + url,
        "  sha256  " + rctx.attr.sha256,
        "./bazelw looks for the pinned TLS libraries in the Debian archive too. Otherwise",
        "put that file, under that name, into a directory and build with",
        "  --distdir=DIRECTORY",
    ]
    if rctx.attr.tree_variable:
        lines += ["or unpack it anywhere and build with", "  --repo_env={}=/absolute/path".format(rctx.attr.tree_variable)]
    if rctx.attr.packages:
        lines.append("or install the system's copy:")
    fail(boxed(lines, rctx.attr.packages))

source_repository = repository_rule(
    implementation = _source_repository_impl,
    attrs = {
        "build_file": attr.label(mandatory = True, doc = "becomes the BUILD file"),
        "packages": attr.string_dict(doc = "the system's packages, for the message if all fails"),
        "sha256": attr.string(mandatory = True),
        "strip_prefix": attr.string(doc = "{v} is the version"),
        "system_dirs": attr.string_list_dict(doc = "directories of the system to use if all exist: name in the repository to candidates"),
        "tree_variable": attr.string(doc = "environment variable that names a local source tree"),
        "url": attr.string(mandatory = True, doc = "{v} is the version"),
        "version": attr.string(mandatory = True),
    },
    environ = ["OMNITLS_MBEDTLS_TREE", "OMNITLS_WOLFSSL_TREE"],
    doc = "Source code from, in this order, a local tree, the system, a release archive.",
)
