"""The command ``bionrw``, also as ``python -m bionrw_graph``."""

import gc


def main() -> None:
    """Run the command line, and end the process with its exit code."""
    # To load modules makes much that stays and no garbage, and a process that ends needs to look for none: the looks
    # take a fifth of the time of an answer. Whoever builds still has garbage collected, only less often.
    gc.set_threshold(100_000)
    from bionrw_graph.cli import main as commands

    try:
        commands(prog_name="bionrw")
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
