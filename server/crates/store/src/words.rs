//! The index of the words of posts on SQLite, changed once for each group of transactions.
//!
//! FTS5 gathers words in memory and writes a segment of its index at every commit *and at every savepoint*. The writer
//! runs each transaction in a savepoint of its own, so an index that is changed at once is written out for every single
//! post. Changes wait in the [`Tx`] instead, and [`apply`] makes them in order behind the last savepoint, within the
//! same commit: whoever can read a post can find it. PostgreSQL keeps its words itself.

use crate::{StoreResult, Tx, params};

/// What is still to be done to the index, in order.
#[derive(Debug)]
pub(crate) enum Change {
    /// The post with this number has these words.
    Add(i64, String),
    /// The post with this number cannot be found any more.
    Remove(i64),
}

/// Makes the changes that wait.
pub(crate) async fn apply(tx: &mut Tx) -> StoreResult<()> {
    for change in std::mem::take(&mut tx.words) {
        match change {
            Change::Add(post, message) => {
                let sql = "INSERT INTO posts_fts (rowid, message) VALUES ($1, $2)";
                tx.execute(sql, params![post, &message]).await?;
            }
            Change::Remove(post) => {
                tx.execute("DELETE FROM posts_fts WHERE rowid = $1", params![post]).await?;
            }
        }
    }
    Ok(())
}
