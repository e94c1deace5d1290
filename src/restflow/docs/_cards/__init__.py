"""Cards: what a test file and its record look like in Markdown, in MyST and in HTML.

Nothing here needs Django: a site is built where the API need not be installed.
"""
