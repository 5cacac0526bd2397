"""How a result looks: words, numbers, tables, charts, sections."""
