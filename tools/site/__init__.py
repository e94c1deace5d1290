"""From records to pages: cards, overviews, tables, and the server for reading them."""
