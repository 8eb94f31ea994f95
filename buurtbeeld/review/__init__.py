"""Onze bespreking: what is new, what stands out, do we know this, what do we learn, what do we agree."""
