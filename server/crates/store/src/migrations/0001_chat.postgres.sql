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
-- Ids are ASCII: byte order is their order, and every index on an id can serve every join on it.
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT table_name AS tab, string_agg(format('ALTER COLUMN %I TYPE TEXT COLLATE "C"', column_name), ', ') AS changes
        FROM information_schema.columns
        WHERE table_schema = current_schema() AND data_type = 'text' AND (column_name = 'id' OR column_name LIKE '%\_id')
        GROUP BY table_name
    LOOP EXECUTE format('ALTER TABLE %I %s', one.tab, one.changes); END LOOP;
END $$;
