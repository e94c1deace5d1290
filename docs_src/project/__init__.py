"""The sample project: a small shop with an asynchronous API."""
