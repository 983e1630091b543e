"""Referrals, cases, parties, and what happens between them. What names people is sealed."""

from .attachment import Attachment
from .case import Access, Case, Numbering
from .letter import Letter, LetterText
from .party import Consent, Note, Party, Sharing, Trace
from .referral import Knock, Reception, Referral
from .step import Agreement, AgreementItem, Step

__all__ = [
    "Access",
    "Agreement",
    "AgreementItem",
    "Attachment",
    "Case",
    "Consent",
    "Knock",
    "Letter",
    "LetterText",
    "Note",
    "Numbering",
    "Party",
    "Reception",
    "Referral",
    "Sharing",
    "Step",
    "Trace",
]
