"""Onze agenda en ons plan: from challenges to themas, and from themas to what is going to be done, by whom and when."""
