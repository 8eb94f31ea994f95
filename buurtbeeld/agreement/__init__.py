"""The agreement: fifteen percent fewer hours, under every reading of it, with its margin."""
