"""``python -m gaitcheck``."""

from gaitcheck.cli.main import main

if __name__ == "__main__":
    main()
