"""The exhibit of the appendix on how the book is made."""

from scalinglaws.exhibits.how_it_is_made.traced import traced

__all__ = ["traced"]
