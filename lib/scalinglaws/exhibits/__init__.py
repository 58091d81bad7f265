"""The exhibits of the book: a package a page, a module an exhibit."""
