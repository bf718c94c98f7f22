"""The processes that run jobs: one attempt, one worker, and the pool that supervises them."""
