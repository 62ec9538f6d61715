"""The Model Derivative service, and the pictures it shows."""
