"""What only this project needs: records, the site, the page, and checks."""
