"""Ervaringen: what people score, what they say, and the paper forms to ask it with."""
