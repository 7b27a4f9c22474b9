"""Holds the conversion's library, the command and OpenBLAS for the package `goldcrest`, which uses them."""
