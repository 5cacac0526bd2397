"""What only Streamlit needs: the visitor's session, the cache, widgets, showing a section."""
