"""The Schema service, synthetic: nobody has published what the real one answers."""
