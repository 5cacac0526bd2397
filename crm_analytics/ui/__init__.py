"""What only Streamlit needs: the visitor's session, the cache, widgets, showing a section."""

# Whole before any page runs: plotly looks for pandas among the loaded modules, and would find one
# that a visitor in another thread is still importing.
import pandas as pandas
