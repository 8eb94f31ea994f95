"""Learning from each other: buurten that look alike, what they changed, what they did, and who may be worth a visit."""
