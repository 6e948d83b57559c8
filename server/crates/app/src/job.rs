//! Jobs: asking for long work, doing it one job after the other, stopping it. The kinds there are stand in [`KINDS`];
//! what each does is in a module of its own ([`crate::export`]).

use std::sync::Arc;

use chinwag_model::{
    AppError, AppResult, JobId, Millis,
    job::{CANCEL_REQUESTED, CANCELED, ERROR, IN_PROGRESS, Job, PENDING, STATUSES, SUCCESS},
    page::Page,
    permission as p,
};

use crate::{Actor, App, stored};

/// Writes everything there is into a file that another server can read.
pub(crate) const EXPORT: &str = "export_process";

/// The kinds of jobs there are.
const KINDS: [&str; 1] = [EXPORT];

/// A job at work says at least this often how far it has got; after ten times as long it is given up.
const HEARTBEAT: Millis = 60_000;

/// One job at a time on this server.
#[derive(Default)]
pub(crate) struct Jobs(Arc<tokio::sync::Mutex<()>>);

/// Whether a job goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Going {
    /// It does.
    On,
    /// Somebody wants it stopped.
    Stop,
}

impl App {
    /// Asks for a job.
    ///
    /// # Errors
    /// 403, or 400 for a kind of job this server does not do.
    pub async fn do_create_job(&self, actor: &Actor, draft: Job) -> AppResult<Job> {
        self.access_system(actor, p::MANAGE_JOBS)?;
        if !KINDS.contains(&draft.kind.as_str()) {
            return Err(AppError::bad_request(
                "api.job.unable_to_create_job.incorrect_job_type",
                format!(
                    "`{}` is not a kind of job this server does; there is {}.",
                    draft.kind,
                    KINDS.join(", ")
                ),
            ));
        }
        let now = self.now();
        let job = Job {
            id: JobId::at(now.unsigned_abs()),
            kind: draft.kind,
            create_at: now,
            last_activity_at: now,
            status: PENDING.into(),
            data: draft
                .data
                .into_iter()
                .filter(|(key, value)| key.len() + value.len() <= 1_000)
                .take(20)
                .collect(),
            ..Job::default()
        };
        let row = job.clone();
        let record = self.record(actor, "create_job", job.kind.clone());
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::audit::insert(tx, &record).await?;
                        chinwag_store::job::insert(tx, &row).await
                    })
                })
                .await,
        )?;
        self.begin_jobs();
        Ok(job)
    }

    /// One job.
    ///
    /// # Errors
    /// 403, 404.
    pub async fn job(&self, actor: &Actor, id: JobId) -> AppResult<Job> {
        self.access_system(actor, p::READ_JOBS)?;
        stored(self.store().read(move |tx| Box::pin(chinwag_store::job::get(tx, id))).await)?
            .ok_or_else(|| AppError::not_found("job"))
    }

    /// A page of the jobs of a kind and a status, newest first; each may be empty for all.
    ///
    /// # Errors
    /// 403.
    pub async fn jobs(&self, actor: &Actor, kind: String, status: String, page: Page) -> AppResult<Vec<Job>> {
        self.access_system(actor, p::READ_JOBS)?;
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move { chinwag_store::job::list(tx, &kind, &status, page).await })
                })
                .await,
        )
    }

    /// Stops a job: one that waits at once, one at work as soon as it can.
    ///
    /// # Errors
    /// 403, 404, or 400 when it has ended already.
    pub async fn do_cancel_job(&self, actor: &Actor, id: JobId) -> AppResult<()> {
        self.access_system(actor, p::MANAGE_JOBS)?;
        let job = self.known_job(id).await?;
        let status = match job.status.as_str() {
            PENDING => CANCELED,
            IN_PROGRESS | CANCEL_REQUESTED => CANCEL_REQUESTED,
            ended => {
                return Err(AppError::bad_request(
                    "jobs.request_cancellation.status.error",
                    format!("The job has ended ({ended}); only one that waits or is at work can be stopped."),
                ));
            }
        };
        self.put_job(Job { status: status.into(), ..job }).await
    }

    /// Sets the status of a job; only with `force` to one that does not follow on the one it has.
    ///
    /// # Errors
    /// 403, 404, 400 for an unknown status or one that does not follow.
    pub async fn do_set_job_status(
        &self,
        actor: &Actor,
        id: JobId,
        status: &str,
        change: JobChange,
    ) -> AppResult<()> {
        self.access_system(actor, p::MANAGE_JOBS)?;
        if !STATUSES.contains(&status) {
            return Err(AppError::invalid_param_why(
                "status",
                format!("`{status}` is none of {}", STATUSES.join(", ")),
            ));
        }
        let job = self.known_job(id).await?;
        let follows = matches!(
            (job.status.as_str(), status),
            (PENDING, CANCEL_REQUESTED | CANCELED)
                | (IN_PROGRESS, PENDING | CANCEL_REQUESTED)
                | (CANCEL_REQUESTED, CANCELED)
        );
        if !follows && change == JobChange::Orderly {
            return Err(AppError::bad_request(
                "api.job.status.invalid",
                format!(
                    "A job that is {} does not become {status}; `force` does it all the same.",
                    job.status
                ),
            ));
        }
        self.put_job(Job { status: status.into(), ..job }).await?;
        self.begin_jobs();
        Ok(())
    }

    async fn known_job(&self, id: JobId) -> AppResult<Job> {
        stored(self.store().read(move |tx| Box::pin(chinwag_store::job::get(tx, id))).await)?
            .ok_or_else(|| AppError::not_found("job"))
    }

    async fn put_job(&self, job: Job) -> AppResult<()> {
        let job = Job { last_activity_at: self.now(), ..job };
        stored(
            self.store()
                .write(move |tx| Box::pin(async move { chinwag_store::job::put(tx, &job).await }))
                .await,
        )
        .map(|_| ())
    }

    /// Does what waits, if nobody is at it here; nobody waits for it.
    pub(crate) fn begin_jobs(&self) {
        let Ok(turn) = Arc::clone(&self.inner.jobs.0).try_lock_owned() else { return };
        let app = self.clone();
        tokio::spawn(async move {
            if let Err(error) = app.work_off_jobs().await {
                tracing::warn!(%error, "a job could not be taken; it is tried again in a minute");
            }
            drop(turn);
        });
    }

    async fn work_off_jobs(&self) -> AppResult<()> {
        let before = self.now() - 10 * HEARTBEAT;
        stored(self.store().write(move |tx| Box::pin(chinwag_store::job::give_up(tx, before))).await)?;
        loop {
            let now = self.now();
            let taken =
                stored(self.store().write(move |tx| Box::pin(chinwag_store::job::take(tx, now))).await)?;
            let Some(job) = taken.into_inner() else { return Ok(()) };
            self.do_job(job).await?;
        }
    }

    async fn do_job(&self, job: Job) -> AppResult<()> {
        tracing::info!(job = %job.id, kind = %job.kind, "a job begins");
        let outcome = self.export(&job).await;
        let mut ended = self.known_job(job.id).await?;
        match outcome {
            Ok(Some(data)) => {
                (ended.status, ended.progress) = (SUCCESS.into(), 100);
                ended.data.extend(data);
            }
            Ok(None) => ended.status = CANCELED.into(),
            Err(error) => {
                ended.status = ERROR.into();
                ended.data.insert("error".into(), error.message.to_string());
                tracing::warn!(job = %job.id, %error, "a job failed");
            }
        }
        tracing::info!(job = %job.id, status = %ended.status, "a job has ended");
        self.put_job(ended).await
    }

    /// Notes how far a job has got, in percent, and says whether it is to go on.
    pub(crate) async fn note_progress(&self, id: JobId, percent: i64) -> AppResult<Going> {
        let now = self.now();
        let noted = stored(
            self.store().write(move |tx| Box::pin(chinwag_store::job::note(tx, id, percent, now))).await,
        )?;
        Ok(if noted.into_inner() { Going::On } else { Going::Stop })
    }
}

/// Whether the status of a job may change against the order of things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobChange {
    /// It may not.
    Orderly,
    /// It may.
    Forced,
}
