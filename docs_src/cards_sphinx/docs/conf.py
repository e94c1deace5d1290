project = "Greetings"
extensions = ["myst_parser"]
html_theme = "alabaster"
# The cards are parts of pages, and no pages themselves.
exclude_patterns = ["cards"]
html_static_path = ["cards/restflow-cards.css"]
html_css_files = ["restflow-cards.css"]
