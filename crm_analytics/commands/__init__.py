"""The commands of the command line: one a file, called as its file, in the list of `__main__`.

To add one, write its `COMMAND`: its arguments, and a function from them to what is said. What a
command needs for its work is imported inside that function, so that every command starts quickly.
"""
