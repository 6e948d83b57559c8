//! A database of some size, made by the database itself: plans on empty tables say nothing, because a table of one page
//! is read whole whatever its indexes. Ids only look like ids; nobody reads these rows.

use chinwag_store::{StoreResult, Tx};

/// Numbers from 1 on, in both dialects.
macro_rules! numbers {
    ($count:literal, $insert:literal) => {
        concat!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ",
            $count,
            ") INSERT INTO ",
            $insert
        )
    };
}

/// 40,000 posts of 2,000 people in 1,000 channels, a fifth of them in one, and what hangs on them.
const ROWS: [&str; 16] = [
    numbers!(
        "50",
        "teams (id, create_at, update_at, display_name, name, kind, invite_id, allow_open_invite) SELECT 'tttttttttttttttttttttt' || (1000 + i), i, i, 'Team ' || i, 'team-' || i, 'O', 'invite' || i, TRUE FROM n"
    ),
    numbers!(
        "2000",
        "users (id, create_at, update_at, username, email) SELECT 'uuuuuuuuuuuuuuuuuuuuu' || (10000 + i), i, i, 'user' || i, 'user' || i || '@example.com' FROM n"
    ),
    numbers!(
        "2000",
        "user_words (word, user_id) SELECT 'user' || i, 'uuuuuuuuuuuuuuuuuuuuu' || (10000 + i) FROM n"
    ),
    numbers!(
        "2000",
        "statuses (user_id, status, last_activity_at) SELECT 'uuuuuuuuuuuuuuuuuuuuu' || (10000 + i), 'online', i FROM n"
    ),
    numbers!(
        "2000",
        "team_members (team_id, user_id, scheme_guest, scheme_user, scheme_admin, create_at) SELECT 'tttttttttttttttttttttt' || (1001 + i % 50), 'uuuuuuuuuuuuuuuuuuuuu' || (10000 + i), FALSE, TRUE, FALSE, i FROM n"
    ),
    numbers!(
        "1000",
        "channels (id, create_at, update_at, team_id, kind, display_name, name) SELECT 'ccccccccccccccccccccc' || (10000 + i), i, i, 'tttttttttttttttttttttt' || (1001 + i % 50), 'O', 'Channel ' || i, 'channel-' || i FROM n"
    ),
    numbers!(
        "20000",
        "channel_members (channel_id, user_id, last_update_at, scheme_guest, scheme_user, scheme_admin) SELECT 'ccccccccccccccccccccc' || (10001 + i % 1000), 'uuuuuuuuuuuuuuuuuuuuu' || (10001 + (i / 10) % 2000), i, FALSE, TRUE, FALSE FROM n WHERE TRUE ON CONFLICT DO NOTHING"
    ),
    numbers!(
        "40000",
        "posts (id, create_at, update_at, user_id, channel_id, root_id, message, is_pinned) SELECT 'ppppppppppppppppppppp' || (10000 + i), 1600000000000 + i, 1600000000000 + i, 'uuuuuuuuuuuuuuuuuuuuu' || (10001 + i % 2000), 'ccccccccccccccccccccc' || (10001 + CASE WHEN i % 5 = 0 THEN 0 ELSE i % 1000 END), CASE WHEN i % 8 = 0 THEN 'ppppppppppppppppppppp' || (10000 + i - i % 400 + 1) ELSE '' END, 'some words of message ' || i || ' hello', i % 500 = 0 FROM n"
    ),
    numbers!(
        "4000",
        "post_hashtags (tag, post_id, create_at) SELECT '#tag' || (i % 300), 'ppppppppppppppppppppp' || (10000 + i), i FROM n"
    ),
    numbers!(
        "4000",
        "post_mentions (user_id, channel_id, create_at, post_id) SELECT 'uuuuuuuuuuuuuuuuuuuuu' || (10001 + i % 2000), 'ccccccccccccccccccccc' || (10001 + i % 1000), i, 'ppppppppppppppppppppp' || (10000 + i) FROM n"
    ),
    numbers!(
        "4000",
        "post_versions (id, post_id, edit_at, body) SELECT 'vvvvvvvvvvvvvvvvvvvvv' || (10000 + i), 'ppppppppppppppppppppp' || (10000 + i), i, '{}' FROM n"
    ),
    numbers!(
        "4000",
        "reactions (post_id, user_id, emoji_name, create_at, channel_id) SELECT 'ppppppppppppppppppppp' || (10000 + i), 'uuuuuuuuuuuuuuuuuuuuu' || (10001 + i % 2000), '+1', i, 'ccccccccccccccccccccc' || (10001 + i % 1000) FROM n"
    ),
    numbers!(
        "4000",
        "threads (post_id, channel_id, team_id, reply_count, last_reply_at) SELECT 'ppppppppppppppppppppp' || (10000 + i), 'ccccccccccccccccccccc' || (10001 + i % 1000), 'tttttttttttttttttttttt' || (1001 + i % 50), 3, 1600000000000 + i FROM n"
    ),
    numbers!(
        "8000",
        "thread_members (post_id, user_id, following, last_updated) SELECT 'ppppppppppppppppppppp' || (10000 + i), 'uuuuuuuuuuuuuuuuuuuuu' || (10001 + i % 2000), TRUE, i FROM n"
    ),
    numbers!(
        "8000",
        "preferences (user_id, category, name, value) SELECT 'uuuuuuuuuuuuuuuuuuuuu' || (10001 + i % 2000), 'flagged_post', 'ppppppppppppppppppppp' || (10000 + i), 'true' FROM n"
    ),
    numbers!(
        "4000",
        "drafts (user_id, channel_id, create_at, update_at, message) SELECT 'uuuuuuuuuuuuuuuuuuuuu' || (10001 + i % 2000), 'ccccccccccccccccccccc' || (10001 + i % 1000), i, i, 'draft' FROM n WHERE TRUE ON CONFLICT DO NOTHING"
    ),
];
const MORE_ROWS: [&str; 3] = [
    numbers!(
        "4000",
        "scheduled_posts (id, user_id, channel_id, create_at, update_at, message, scheduled_at) SELECT 'sssssssssssssssssssss' || (10000 + i), 'uuuuuuuuuuuuuuuuuuuuu' || (10001 + i % 2000), 'ccccccccccccccccccccc' || (10001 + i % 1000), i, i, 'later', 1800000000000 + i FROM n"
    ),
    numbers!(
        "4000",
        "files (id, user_id, post_id, channel_id, create_at, update_at, name, extension, size, mime_type, path) SELECT 'fffffffffffffffffffff' || (10000 + i), 'uuuuuuuuuuuuuuuuuuuuu' || (10001 + i % 2000), 'ppppppppppppppppppppp' || (10000 + i), 'ccccccccccccccccccccc' || (10001 + i % 1000), i, i, 'file' || i, 'txt', 1, 'text/plain', 'x' FROM n"
    ),
    numbers!(
        "4000",
        "pending_posts (user_id, pending_post_id, post_id, create_at) SELECT 'uuuuuuuuuuuuuuuuuuuuu' || (10001 + i % 2000), 'attempt' || i, 'ppppppppppppppppppppp' || (10000 + i), i FROM n"
    ),
];

/// Fills the tables and lets PostgreSQL look at what is in them, as it does by itself on a server that runs. SQLite never
/// looks there and plans by its rules alone, so it does not here.
pub(crate) async fn fill(tx: &mut Tx) -> StoreResult<()> {
    for sql in ROWS.into_iter().chain(MORE_ROWS) {
        tx.execute(sql, &[]).await?;
    }
    if tx.is_postgres() {
        tx.execute("ANALYZE", &[]).await?;
    }
    Ok(())
}
