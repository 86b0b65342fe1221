"""Entry point of the app: ``streamlit run app.py``."""

from gaitcheck.ui.main import main

if __name__ == "__main__":
    main()
