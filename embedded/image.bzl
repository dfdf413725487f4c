"""Programs for a board, with the linker's map, for tests that run on a computer."""

load("@arm_none_eabi//:found.bzl", "ARM_NONE_EABI_MISSING")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")
load("@rules_cc//cc:action_names.bzl", "ACTION_NAMES")
load("@rules_cc//cc:cc_library.bzl", "cc_library")
load("@rules_cc//cc/common:cc_common.bzl", "cc_common")
load("@rules_cc//cc/common:cc_info.bzl", "CcInfo")
load("//bazel:platforms.bzl", "BARE_METAL", "HOSTED")

_NEVER = [Label("//platforms:never")]

def _linked_image_impl(ctx):
    toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(ctx = ctx, cc_toolchain = toolchain)
    action = ACTION_NAMES.cpp_link_executable
    flags = cc_common.get_memory_inefficient_command_line(
        feature_configuration = features,
        action_name = action,
        variables = cc_common.create_link_variables(
            cc_toolchain = toolchain,
            feature_configuration = features,
            is_linking_dynamic_library = False,
        ),
    )
    libraries = []
    whole = []
    user_flags = []
    for dep in ctx.attr.deps:
        for linker_input in dep[CcInfo].linking_context.linker_inputs.to_list():
            user_flags += linker_input.user_link_flags
            for library in linker_input.libraries:
                archive = library.static_library or library.pic_static_library
                if library.alwayslink:
                    whole.append(archive)
                elif archive not in libraries:
                    libraries.append(archive)
    image = ctx.actions.declare_file(ctx.label.name + ".elf")
    map_file = ctx.actions.declare_file(ctx.label.name + ".map")
    args = ctx.actions.args()
    args.add_all(flags)
    args.add("-T", ctx.file.linker_script)
    args.add_all(user_flags, uniquify = True)
    args.add_all(ctx.attr.linkopts)
    args.add(map_file, format = "-Wl,-Map=%s")
    args.add("-Wl,--whole-archive")
    args.add_all(whole, uniquify = True)
    args.add("-Wl,--no-whole-archive")
    args.add("-Wl,--start-group")
    args.add_all(libraries)
    args.add("-Wl,--end-group")
    args.add("-o", image)
    tool = cc_common.get_tool_for_action(feature_configuration = features, action_name = action)
    inputs = depset(libraries + whole + [ctx.file.linker_script], transitive = [toolchain.all_files])
    if ctx.attr.fails:
        log = ctx.actions.declare_file(ctx.label.name + ".log")
        ctx.actions.run_shell(
            command = """
log=$1 image=$2 map=$3
shift 3
LC_ALL=C "$@" > "$log" 2>&1
echo "exit status $?" >> "$log"
touch "$image" "$map"
""",
            arguments = [log.path, image.path, map_file.path, tool, args],
            inputs = inputs,
            outputs = [log, image, map_file],
            mnemonic = "LinkImage",
        )
        return [DefaultInfo(files = depset([log]))]
    ctx.actions.run(
        executable = tool,
        arguments = [args],
        inputs = inputs,
        outputs = [image, map_file],
        mnemonic = "LinkImage",
    )
    return [DefaultInfo(files = depset([image, map_file]))]

_linked_image = rule(
    implementation = _linked_image_impl,
    attrs = {
        "deps": attr.label_list(providers = [CcInfo]),
        "fails": attr.bool(doc = "NAME.log, with what the linker says, in place of an image"),
        "linker_script": attr.label(allow_single_file = [".ld"], default = "//embedded/board:mps2_an386.ld"),
        "linkopts": attr.string_list(),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)

def linked_image(name, srcs, deps = [], copts = [], **kwargs):
    """NAME.elf and NAME.map, where the platform is a microcontroller (--config=cortex-m).

    Args:
      name: the target.
      srcs: C and C++ files, with a main.
      deps: libraries.
      copts: for compiling `srcs`.
      **kwargs: linkopts, linker_script, fails.
    """
    cc_library(
        name = name + "_main",
        srcs = srcs,
        copts = copts,
        alwayslink = True,
        linkstatic = True,
        target_compatible_with = BARE_METAL,
        deps = deps + ["//embedded/board"],
    )
    _linked_image(
        name = name,
        target_compatible_with = BARE_METAL,
        deps = [":" + name + "_main"],
        **kwargs
    )

# A computer's options (sanitizers, warnings of its compiler) are none of the board's.
def _to_board_impl(_settings, attr):
    return {
        "//api:backend": "mbedtls",
        "//api:profile": attr.profile,
        "//api:role": attr.role,
        "//command_line_option:compilation_mode": "opt",
        "//command_line_option:copt": [],
        "//command_line_option:cpu": "cortex-m4",
        "//command_line_option:crosstool_top": "@arm_none_eabi//:suite",
        "//command_line_option:cxxopt": ["-std=c++20"],
        "//command_line_option:features": ["external_include_paths"],
        "//command_line_option:linkopt": [],
        "//command_line_option:platforms": "//platforms:cortex_m4",
    }

_to_board = transition(
    implementation = _to_board_impl,
    inputs = [],
    outputs = [
        "//api:backend",
        "//api:profile",
        "//api:role",
        "//command_line_option:compilation_mode",
        "//command_line_option:copt",
        "//command_line_option:cpu",
        "//command_line_option:crosstool_top",
        "//command_line_option:cxxopt",
        "//command_line_option:features",
        "//command_line_option:linkopt",
        "//command_line_option:platforms",
    ],
)

def _board_image_impl(ctx):
    outputs = []
    for file in ctx.files.image:
        output = ctx.actions.declare_file(ctx.label.name + "." + file.extension)
        ctx.actions.symlink(output = output, target_file = file)
        outputs.append(output)
    return [DefaultInfo(files = depset(outputs), runfiles = ctx.runfiles(files = outputs))]

_board_image = rule(
    implementation = _board_image_impl,
    attrs = {
        "image": attr.label(cfg = _to_board, mandatory = True),
        "profile": attr.string(default = "full"),
        "role": attr.string(default = "both"),
        "_allowlist_function_transition": attr.label(default = "@bazel_tools//tools/allowlists/function_transition_allowlist"),
    },
)

def board_image(name, **kwargs):
    """A linked_image for the board, whatever the rest is built for; not where all is built for it.

    Args:
      name: the target; its files are NAME.elf and NAME.map (or NAME.log).
      **kwargs: image, profile, role.
    """
    if ARM_NONE_EABI_MISSING:
        # Without a mention of the image: Bazel would look for its compiler.
        cc_library(
            name = name,
            target_compatible_with = _NEVER,
        )
        return
    _board_image(
        name = name,
        target_compatible_with = HOSTED,
        **kwargs
    )

_HELPERS = [
    "//embedded:board_run.py",
    "//embedded:map_size.py",
]

def board_test(name, script, images, data = [], **kwargs):
    """A test on a computer, in Python, of images for the board.

    Without a compiler for the board it says so, and passes.

    Args:
      name: the test.
      script: its program; finds its data below embedded/.
      images: of board_image.
      data: more files.
      **kwargs: for sh_test.
    """
    if ARM_NONE_EABI_MISSING:
        native.sh_test(
            name = name,
            size = "small",
            srcs = ["//embedded:skipped.sh"],
            args = ["'" + ARM_NONE_EABI_MISSING + "'"],
        )
    else:
        native.sh_test(
            name = name,
            srcs = [script],
            data = _HELPERS + images + data,
            # What sanitizers want is nothing that the board could give.
            tags = ["nosanitize"],
            target_compatible_with = HOSTED,
            **kwargs
        )

def board_binary(name, script, images):
    """The same as a program to run.

    Args:
      name: the target.
      script: the program.
      images: of board_image.
    """
    if not ARM_NONE_EABI_MISSING:
        native.sh_binary(
            name = name,
            srcs = [script],
            data = _HELPERS + images,
            target_compatible_with = HOSTED,
        )
