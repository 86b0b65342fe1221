"""Entry point of the app: ``streamlit run app.py``."""
