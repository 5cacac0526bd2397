"""What the ISM page needs of Streamlit.

In reading order: `page` (the page, the review of cycles, the audit), `document` (the judgements a
visitor works on), `inputs` (files, samples, names of factors), `grids` (judgements, reasons),
`factors` (names, places, scores behind them), `drawing` (boxes moved by hand).
"""
