-- Words of messages. The index keeps no copy of the text; rows are keyed by the rowid of the post.
CREATE VIRTUAL TABLE posts_fts USING fts5(
    message, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE files_fts USING fts5(
    name, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2"
);
