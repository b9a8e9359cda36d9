"""One of everything, with throw-away keys, for whoever checks it with tools of their own."""
