"""`python -m iliopsoas.cli`: the same as the command `iliopsoas`."""

from iliopsoas.cli.app import main

if __name__ == "__main__":
    main()
