"""Stand-ins for repositories that old or offline Bazels would download.

Bazel 4 (Debian 12 and 13) asks for rules_cc, rules_java and
remote_coverage_tools as soon as a cc_test is analysed. They are replaced by
tiny generated repositories that forward to the native rules. Bazel 5 and 6
have an older rules_cc than our BUILD files load. Bazel 7 in WORKSPACE mode uses
the copies that Debian ships under /usr/share/bazel, or else the network.
"""

def _forward(load_from, symbols):
    """Text of a .bzl file that re-exports symbols (name here: name there)."""
    loads = ", ".join(['_{} = "{}"'.format(s, o) for s, o in symbols.items()])
    return "load({}, {})\n".format(repr(load_from), loads) + "".join(
        ["{s} = _{s}\n".format(s = s) for s in symbols],
    )

def _rules_cc_files():
    public = 'exports_files(glob(["*.bzl"]), visibility = ["//visibility:public"])\n'
    files = {
        "WORKSPACE": 'workspace(name = "rules_cc")\n',
        "cc/BUILD.bazel": public,
        "cc/action_names.bzl": _forward("@bazel_tools//tools/build_defs/cc:action_names.bzl", {"ACTION_NAMES": "ACTION_NAMES"}),
        "cc/common/BUILD.bazel": public,
        "cc/common/cc_common.bzl": _forward("//cc/private:native.bzl", {"cc_common": "native_cc_common"}),
        "cc/common/cc_info.bzl": _forward("//cc/private:native.bzl", {"CcInfo": "NativeCcInfo"}),
        "cc/private/BUILD.bazel": "",
        # A .bzl file cannot re-export a builtin under its own name.
        "cc/private/native.bzl": "native_cc_common = cc_common\nNativeCcInfo = CcInfo\nNativeCcToolchainConfigInfo = CcToolchainConfigInfo\n",
        "cc/toolchains/BUILD.bazel": public,
        "cc/toolchains/cc_toolchain.bzl": "cc_toolchain = native.cc_toolchain\n",
        "cc/toolchains/cc_toolchain_config_info.bzl": _forward("//cc/private:native.bzl", {"CcToolchainConfigInfo": "NativeCcToolchainConfigInfo"}),
    }
    rules = ["cc_binary", "cc_import", "cc_library", "cc_test"]
    for rule in rules:
        files["cc/{}.bzl".format(rule)] = "{r} = native.{r}\n".format(r = rule)
    files["cc/defs.bzl"] = "".join([files["cc/{}.bzl".format(r)] for r in rules] + [
        "cc_toolchain = native.cc_toolchain\n",
        "cc_toolchain_suite = native.cc_toolchain_suite\n",
    ])
    files["cc/cc_toolchain_config_lib.bzl"] = _forward(
        "@bazel_tools//tools/cpp:cc_toolchain_config_lib.bzl",
        {s: s for s in [
            "action_config",
            "env_entry",
            "env_set",
            "feature",
            "feature_set",
            "flag_group",
            "flag_set",
            "tool",
            "tool_path",
            "variable_with_value",
            "with_feature_set",
        ]},
    )
    return files

_RULES_JAVA = {
    "WORKSPACE": 'workspace(name = "rules_java")\n',
    "java/BUILD.bazel": 'exports_files(["defs.bzl"], visibility = ["//visibility:public"])\n',
    "java/defs.bzl": """\
java_binary = native.java_binary
java_import = native.java_import
java_library = native.java_library
java_package_configuration = native.java_package_configuration
java_plugin = native.java_plugin
java_runtime = native.java_runtime
java_test = native.java_test
java_toolchain = native.java_toolchain
""",
}

_SKYLIB = {
    "WORKSPACE": 'workspace(name = "bazel_skylib")\n',
    "rules/BUILD.bazel": 'exports_files(["common_settings.bzl"], visibility = ["//visibility:public"])\n',
    "rules/common_settings.bzl": """\
BuildSettingInfo = provider(fields = ["value"])

def _impl(ctx):
    return BuildSettingInfo(value = ctx.build_setting_value)

def _string_impl(ctx):
    value = ctx.build_setting_value
    if ctx.attr.values and value not in ctx.attr.values:
        fail("Error setting {}: invalid value '{}'. Allowed values are {}".format(ctx.label, value, ctx.attr.values))
    return BuildSettingInfo(value = value)

bool_flag = rule(implementation = _impl, build_setting = config.bool(flag = True))
string_flag = rule(
    implementation = _string_impl,
    build_setting = config.string(flag = True),
    attrs = {"values": attr.string_list()},
)
""",
}

_COVERAGE_TOOLS = {
    "WORKSPACE": 'workspace(name = "remote_coverage_tools")\n',
    "BUILD.bazel": """\
package(default_visibility = ["//visibility:public"])

sh_binary(name = "coverage_report_generator", srcs = ["merge.py"])

sh_binary(name = "lcov_merger", srcs = ["merge.py"])
""",
}

def _generated_repo_impl(rctx):
    for path, content in rctx.attr.files.items():
        rctx.file(path, content)
    for target, path in rctx.attr.links.items():
        rctx.symlink(target, path)

generated_repo = repository_rule(
    implementation = _generated_repo_impl,
    attrs = {
        "files": attr.string_dict(mandatory = True),
        "links": attr.label_keyed_string_dict(),
    },
    doc = "A repository made of literal files and of links.",
)

def _bazel_major():
    """The major version, or 7 where Debian's build hides it and it is not 4."""
    version = getattr(native, "bazel_version", "")
    if version:
        return int(version.split(".")[0])

    # native.subpackages() came with Bazel 5.
    return 7 if hasattr(native, "subpackages") else 4

def _generate(name, files, links = {}):
    if not native.existing_rule(name):
        generated_repo(name = name, files = files, links = links)

def compat_repositories():
    """Defines what the running Bazel would otherwise download by itself."""
    major = _bazel_major()
    if major <= 6:
        _generate("rules_cc", _rules_cc_files())
        _generate("bazel_skylib", _SKYLIB)
    if major <= 4:
        _generate("rules_java", _RULES_JAVA)
        _generate("remote_coverage_tools", _COVERAGE_TOOLS, {
            Label("//tools/coverage:merge.py"): "merge.py",
        })
