"""Files made to break a video reader, the same ones every time, and what ``gaitcheck analyze`` does with them."""
