"""The second readers: camelot and pdfplumber behind the same doorway as the first, called where they can decide something.

They are slow and can hang or crash, so they read in a child process that is killed when its time is over (``runner``).
What they saw is compared with the first reader's cells by place and by digits and sign (``agreement``).  What an
agreement of two readers is worth is written down in ``docs/second-readers.md``.
"""

from extractors.second_readers.agreement import Opinion, agreement, agrees, once, unclaimed
from extractors.second_readers.rounds import SecondRound, second_round
from extractors.second_readers.runner import Limits, ReaderName, read_again

__all__ = [
    "Limits", "Opinion", "ReaderName", "SecondRound", "agreement", "agrees", "once", "read_again", "second_round", "unclaimed",
]  # fmt: skip
