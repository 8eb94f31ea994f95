"""The nulmeting of a buurt: what a network sees in its figures, locked with those figures on the day they signed."""
