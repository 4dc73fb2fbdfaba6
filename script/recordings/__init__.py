"""The built-in site's recorded material. Everything here is fictional and made by these scripts."""
