"""`python -m workflow`, the same as the `workflow` script."""

from workflow.cli import main

if __name__ == "__main__":
    main()
