"""What a developer runs by hand or through make; never imported by the app."""
