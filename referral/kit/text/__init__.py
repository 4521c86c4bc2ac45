"""The text fold of all search: any script, with or without marks, inflected or not, meets in one spelling."""

from referral.kit.text.fold import fold
from referral.kit.text.terms import QueryTerm, index_terms, meets, query_terms, tokens

__all__ = ["QueryTerm", "fold", "index_terms", "meets", "query_terms", "tokens"]
