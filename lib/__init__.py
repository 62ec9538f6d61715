"""The Data Browser's library: layers that import only downwards, from `cli` to `errors`."""
