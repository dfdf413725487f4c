"""Inputs for fuzz tests to start from, written by a program."""

def _seeds_impl(ctx):
    ctx.actions.run(
        executable = ctx.executable.program,
        arguments = [ctx.outputs.outs[0].dirname],
        outputs = ctx.outputs.outs,
        mnemonic = "Seeds",
    )

# A genrule would have the program, and all libraries with it, compiled a second time: for the
# machine that builds, which here is the machine that runs the tests.
seeds = rule(
    implementation = _seeds_impl,
    attrs = {
        "outs": attr.output_list(mandatory = True),
        "program": attr.label(
            cfg = "target",
            executable = True,
            mandatory = True,
        ),
    },
)
