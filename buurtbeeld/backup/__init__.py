"""Backups of both stores with what belongs to them, in one file, and putting one back."""
