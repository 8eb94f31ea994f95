"""Methods of statistics: pure functions on arrays, each with its source. Nothing here knows a buurt or a store."""
