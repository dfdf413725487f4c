"""What depends on --//api:profile."""

def select_by_profile(values, otherwise):
    """Returns a select.

    Args:
      values: from profiles to values
      otherwise: the value on a computer, which has no profile
    """
    branches = {"//api:profile_" + name: value for name, value in values.items()}
    branches["//conditions:default"] = otherwise
    return select(branches)
