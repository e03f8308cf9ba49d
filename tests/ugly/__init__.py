"""The bundled county as a county hands it in: many files, many layouts, many mistakes.

``deliver`` writes it; ``faults`` says which mistakes there are; ``people`` has the workbooks of the
twelve townships, ``maps`` what the bureaus send.
"""

from ugly.delivery import deliver
from ugly.faults import FAULTS, VARIANTS

__all__ = ["FAULTS", "VARIANTS", "deliver"]
