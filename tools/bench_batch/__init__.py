"""What a batch costs, and how it grows with workers: ``python -m tools.bench_batch``."""
