"""Which factor leads to which?"""
