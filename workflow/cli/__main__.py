"""`python -m workflow.cli`, the command line of the parts that `workflow run` starts."""

from workflow.cli import main

if __name__ == "__main__":
    main()
