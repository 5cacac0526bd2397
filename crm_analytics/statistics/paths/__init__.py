"""Through what does it work, and for whom? Mediation and moderation."""
