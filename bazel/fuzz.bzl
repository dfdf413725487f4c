"""Fuzz targets that are ordinary tests without libFuzzer."""

load("@rules_cc//cc:cc_test.bzl", "cc_test")

def omnitls_fuzz_test(name, srcs, deps, corpus = [], **kwargs):
    """LLVMFuzzerTestOneInput; a regression test over corpus, or with --config=fuzz a libFuzzer binary.

    Args:
      name: target name
      srcs: sources, one of which defines LLVMFuzzerTestOneInput
      deps: dependencies
      corpus: seed files
      **kwargs: passed to cc_test
    """
    cc_test(
        name = name,
        srcs = srcs,
        args = select({
            "//bazel:is_fuzzing": ["-runs=2000"],
            "//conditions:default": [],
        }) + ["$(rootpaths {})".format(c) for c in corpus],
        data = corpus,
        linkopts = select({
            "//bazel:is_fuzzing": ["-fsanitize=fuzzer"],
            "//conditions:default": [],
        }),
        deps = deps + select({
            "//bazel:is_fuzzing": [],
            "//conditions:default": ["//bazel:fuzz_main"],
        }),
        **kwargs
    )
