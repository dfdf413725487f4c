"""What to print when something is missing."""

_RULER = "-" * 80

_INSTALL = [
    ("debian", "On Debian and Ubuntu:  sudo apt-get install "),
    ("fedora", "On Fedora and RHEL:    sudo dnf install "),
    ("brew", "On macOS:              brew install "),
]

def boxed(lines, packages = {}):
    """A message that stands out in Bazel's output.

    Args:
      lines: the text
      packages: the packages to install, by "debian", "fedora", "brew"
    Returns:
      the text, ruled off, and how to install the packages
    """
    hints = [text + packages[system] for system, text in _INSTALL if system in packages]
    return "\n".join(["", _RULER] + lines + hints + [_RULER, ""])
