"""A program and all its C++ compiled again, without exceptions and RTTI."""

_BACKEND = "//api:backend"
_CXXOPT = "//command_line_option:cxxopt"

def _transition_impl(settings, _attr):
    return {
        _BACKEND: "mbedtls",
        _CXXOPT: settings[_CXXOPT] + ["-fno-exceptions", "-fno-rtti"],
    }

_without_exceptions = transition(
    implementation = _transition_impl,
    inputs = [_CXXOPT],
    outputs = [
        _BACKEND,
        _CXXOPT,
    ],
)

def _no_exceptions_program_impl(ctx):
    program = ctx.attr.program[0][DefaultInfo].files_to_run.executable
    output = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(output = output, target_file = program, is_executable = True)
    return [DefaultInfo(
        executable = output,
        files = depset([output]),
        runfiles = ctx.runfiles(files = [output, program]),
    )]

no_exceptions_program = rule(
    implementation = _no_exceptions_program_impl,
    attrs = {
        "program": attr.label(
            mandatory = True,
            executable = True,
            cfg = _without_exceptions,
        ),
        "_allowlist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
    executable = True,
    doc = "The program for the mbedTLS backend, compiled with -fno-exceptions and -fno-rtti.",
)
