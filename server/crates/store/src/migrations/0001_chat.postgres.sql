-- Words of messages, kept by the database; `simple` treats every language alike.
ALTER TABLE posts ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', left(message, 100000))) STORED;
CREATE INDEX posts_words ON posts USING GIN (words);
ALTER TABLE files ADD COLUMN words tsvector GENERATED ALWAYS AS (
    to_tsvector('simple', translate(name, '._-', '   '))) STORED;
CREATE INDEX files_words ON files USING GIN (words);
-- Prefix search (LIKE 'abc%') must use these indexes whatever the database's collation.
CREATE INDEX users_username_prefix ON users (username text_pattern_ops);
CREATE INDEX users_email_prefix ON users (email text_pattern_ops);
CREATE INDEX user_words_prefix ON user_words (word text_pattern_ops);
ALTER TABLE users ALTER COLUMN id TYPE TEXT COLLATE "C";
ALTER TABLE posts ALTER COLUMN id TYPE TEXT COLLATE "C";
ALTER TABLE channels ALTER COLUMN id TYPE TEXT COLLATE "C";
