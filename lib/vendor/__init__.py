"""Private copies of other people's libraries; `python3 .ci/vendor.py` makes them, nobody edits them."""
