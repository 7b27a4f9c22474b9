"""`python -m goldcrest ...`: the command of the package goldcrest[convert]."""

import os
import sys

from .command import command
from .errors import LibraryError


def main() -> None:
    """Becomes the command, with its exit code."""
    try:
        path = command()
        os.execv(path, [path, *sys.argv[1:]])
    except (LibraryError, OSError) as error:
        sys.exit(f"goldcrest: {error}")


if __name__ == "__main__":
    main()
