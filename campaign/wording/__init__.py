"""What sentences say of watched entities: names marked in texts, patterns kept as data."""

from campaign.wording.marking import MARK, Marked, Marks
from campaign.wording.patterns import Pattern, Table, read_table
from campaign.wording.sentences import Sentences, batches, find_sentences

__all__ = [
    "MARK",
    "Marked",
    "Marks",
    "Pattern",
    "Sentences",
    "Table",
    "batches",
    "find_sentences",
    "read_table",
]
