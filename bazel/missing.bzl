"""A library that cannot be had, which is an error only when something needs it."""

def _missing_library_impl(ctx):
    fail("{}: {}".format(ctx.label, ctx.attr.why))

missing_library = rule(
    implementation = _missing_library_impl,
    attrs = {"why": attr.string(mandatory = True)},
)
