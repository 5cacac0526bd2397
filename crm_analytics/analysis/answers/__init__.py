"""How were the questions answered? Everything here is made of counts, so a million cost little."""
