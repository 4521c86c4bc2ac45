"""Exchange: data in (files of any kind, staged, applied in batches) and data out."""
