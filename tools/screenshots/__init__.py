"""Pictures of the app's pages for the README and for looking at them."""
