"""How sections leave: workbook, slides, pictures, JSON; each file loads its own library."""
