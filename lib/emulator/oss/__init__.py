"""Object storage (OSS v2): buckets, objects, and the signed addresses that move their bytes."""
