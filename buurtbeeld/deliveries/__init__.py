"""Deliveries: handing in, waiting for a round, carrying over, calendar and overviews."""
