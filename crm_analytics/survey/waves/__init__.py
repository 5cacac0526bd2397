"""May the answers of another file stand beside those of the study?"""
