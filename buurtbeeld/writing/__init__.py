"""Texts that several people write together: checked, in versions, and merged when two write at once."""
