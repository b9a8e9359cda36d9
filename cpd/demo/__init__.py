"""A demonstration of the whole product: believable people with a history, all running."""
