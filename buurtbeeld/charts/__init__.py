"""Pictures of published figures: positions and Vega-Lite specifications. Pure, no data access."""
