"""Use cases as functions: what a person does with a hub, in terms of the services."""
