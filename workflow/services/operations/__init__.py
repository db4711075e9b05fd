"""Changing the shape of an article, each change one command undone by `revert`.

`sentences` has what is done to units (split, merge, omit, put back, later, add, remove, rewrite), `blocks` what is done
to the blocks they stand in (move, join, split, retype), `undo` the way back.
"""

from workflow.services.operations.apply import OperationResult, UnitRef, apply_operation
from workflow.services.operations.blocks import RUNNING
from workflow.services.operations.change import STEP

__all__ = ["RUNNING", "STEP", "OperationResult", "UnitRef", "apply_operation"]
