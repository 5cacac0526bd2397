"""What a manager asks of a survey: one file a question, each analysis declared once.

Read `inputs` (what methods are given of the people looked at), `options` (what a reader may
choose), `registry` (what an analysis is), `battery` (several at once, and the Overview made of
them), then any analysis, for example `reliability`.
"""
