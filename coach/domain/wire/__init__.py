"""Decodes and encodes what sensors send, byte for byte: one file per sensor."""
