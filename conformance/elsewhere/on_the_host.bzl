"""A program of the machine that builds, for tests of another machine."""

def _on_the_host_impl(ctx):
    program = ctx.attr.program[DefaultInfo]
    return [DefaultInfo(
        files = depset([program.files_to_run.executable]),
        runfiles = ctx.runfiles(files = [program.files_to_run.executable]).merge(program.default_runfiles),
    )]

on_the_host = rule(
    implementation = _on_the_host_impl,
    attrs = {
        "program": attr.label(
            cfg = "exec",
            executable = True,
            mandatory = True,
        ),
    },
)
