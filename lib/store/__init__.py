"""Files of ours on disk."""
