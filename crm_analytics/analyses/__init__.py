"""What a manager asks of a survey: one file a question, each analysis declared once.

Read `options` (what a reader may choose), `registry` (what an analysis is), `battery` (several at
once, and the Overview made of them), then any analysis, for example `reliability`.
"""
