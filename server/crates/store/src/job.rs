//! Jobs: the queue of long work, and what became of it. Whoever changes `pending` to `in_progress` does the job, so
//! several servers on one database share the queue.

use chinwag_model::{
    JobId, Millis,
    job::{CANCEL_REQUESTED, CANCELED, ERROR, IN_PROGRESS, Job, PENDING},
    page::Page,
};

use crate::{Columns, StoreResult, Tx, params, params::json};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT j.id, j.kind, j.create_at, j.start_at, j.last_activity_at, j.status, j.progress, j.data FROM jobs j ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<Job> {
    Ok(Job {
        id: row.next()?,
        kind: row.next()?,
        create_at: row.next()?,
        start_at: row.next()?,
        last_activity_at: row.next()?,
        status: row.next()?,
        progress: row.next()?,
        data: row.json()?,
        ..Job::default()
    })
}

/// Adds a job.
///
/// # Errors
/// As the database answers.
pub async fn insert(tx: &mut Tx, job: &Job) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO jobs (id, kind, create_at, start_at, last_activity_at, status, progress, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            &job.id,
            &job.kind,
            job.create_at,
            job.start_at,
            job.last_activity_at,
            &job.status,
            job.progress,
            json(&job.data)
        ],
    )
    .await?;
    Ok(())
}

/// One job.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: JobId) -> StoreResult<Option<Job>> {
    tx.opt(select!("WHERE j.id = $1"), params![&id], read).await
}

/// Jobs of a kind and a status (each may be empty for all), newest first.
///
/// # Errors
/// As the database answers.
pub async fn list(tx: &mut Tx, kind: &str, status: &str, page: Page) -> StoreResult<Vec<Job>> {
    tx.all(
        select!(
            "WHERE ($1::text = '' OR j.kind = $1) AND ($2::text = '' OR j.status = $2) ORDER BY j.create_at DESC, j.id DESC LIMIT $3 OFFSET $4"
        ),
        params![kind, status, page.limit(), page.offset()],
        read,
    )
    .await
}

/// Takes the job that has waited longest.
///
/// # Errors
/// As the database answers.
pub async fn take(tx: &mut Tx, now: Millis) -> StoreResult<Option<Job>> {
    let next = tx
        .opt(select!("WHERE j.status = $1 ORDER BY j.create_at, j.id LIMIT 1"), params![PENDING], read)
        .await?;
    let Some(mut job) = next else { return Ok(None) };
    let taken = tx
        .execute(
            "UPDATE jobs SET status = $2, start_at = $3, last_activity_at = $3 WHERE id = $1 AND status = $4",
            params![&job.id, IN_PROGRESS, now, PENDING],
        )
        .await?;
    if taken == 0 {
        return Ok(None);
    }
    (job.status, job.start_at, job.last_activity_at) = (IN_PROGRESS.into(), now, now);
    Ok(Some(job))
}

/// Notes how far a job has got; tells whether it is to go on.
///
/// # Errors
/// As the database answers.
pub async fn note(tx: &mut Tx, id: JobId, progress: i64, now: Millis) -> StoreResult<bool> {
    let going = tx
        .execute(
            "UPDATE jobs SET progress = $2, last_activity_at = $3 WHERE id = $1 AND status = $4",
            params![&id, progress, now, IN_PROGRESS],
        )
        .await?;
    Ok(going > 0)
}

/// Writes status, progress and data of a job.
///
/// # Errors
/// As the database answers.
pub async fn put(tx: &mut Tx, job: &Job) -> StoreResult<()> {
    tx.execute(
        "UPDATE jobs SET status = $2, progress = $3, data = $4, start_at = $5, last_activity_at = $6 WHERE id = $1",
        params![&job.id, &job.status, job.progress, json(&job.data), job.start_at, job.last_activity_at],
    )
    .await?;
    Ok(())
}

/// Gives up jobs whose server has not been heard of since `before`: one that was to stop has, any other failed.
///
/// # Errors
/// As the database answers.
pub async fn give_up(tx: &mut Tx, before: Millis) -> StoreResult<u64> {
    let failed = tx
        .execute(
            "UPDATE jobs SET status = $2, data = '{\"error\":\"the server stopped while it was at work; ask for the job again\"}' WHERE status = $3 AND last_activity_at < $1",
            params![before, ERROR, IN_PROGRESS],
        )
        .await?;
    let stopped = tx
        .execute(
            "UPDATE jobs SET status = $2 WHERE status = $3 AND last_activity_at < $1",
            params![before, CANCELED, CANCEL_REQUESTED],
        )
        .await?;
    Ok(failed + stopped)
}
