"""What the ISM page needs of Streamlit: judgements in the session, grids, and what is chosen."""
