"""The Project and Data services: hubs down to versions, and the refs between them."""
