"""Posts as every kind shows them: words, marks, pictures and cards. It decides how one post
looks, and must not know which posts are shown, nor when."""
