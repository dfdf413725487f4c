"""What depends on --//api:profile."""

# Those with a core of their own: backends/mbedtls/minimal.
_MINIMAL = [
    "both",
    "full",
    "psk-min",
    "tls12-min",
    "tls13-min",
]

def select_if_minimal(value, otherwise):
    """Returns a select.

    Args:
      value: in the profiles with a core of their own
      otherwise: in the others, and on a computer
    """
    return select_by_profile({name: value for name in _MINIMAL}, otherwise)

def select_by_profile(values, otherwise):
    """Returns a select.

    Args:
      values: from profiles to values
      otherwise: the value on a computer, which has no profile
    """
    branches = {"//api:profile_" + name: value for name, value in values.items()}
    branches["//conditions:default"] = otherwise
    return select(branches)
