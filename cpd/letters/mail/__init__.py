"""Letters as they go out: the server that takes them, their bytes, and the talk with it."""

from cpd.letters.mail.envelopes import Envelope, Words, written
from cpd.letters.mail.offices import Office, office
from cpd.letters.mail.talking import hand_in

__all__ = ["Envelope", "Office", "Words", "hand_in", "office", "written"]
