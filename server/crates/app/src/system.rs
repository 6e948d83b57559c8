//! The server itself: busy state, tests of mail and files, facts for operators.

use chinwag_model::{AppError, AppResult, Millis, config::Config, permission as p};
use chinwag_outside::{Mail, Mailer};
use parking_lot::Mutex;
use serde_json::Value;

use crate::{Actor, App, outside::mail_settings, stored};

/// Until when the server calls itself busy, which makes clients do less; 0 when it does not.
#[derive(Default)]
pub(crate) struct Busy(Mutex<Millis>);

/// When the file store was looked at last, and whether it worked: anybody may ask, so it is looked at every ten seconds
/// at most.
#[derive(Default)]
pub(crate) struct FilesSeen(Mutex<Option<(Millis, bool)>>);

/// Facts of a running server, for its administrators.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Facts {
    /// `sqlite` or `postgres`.
    pub database: &'static str,
    /// Version of the schema.
    pub schema_version: i64,
    /// API version.
    pub version: &'static str,
    /// Active accounts.
    pub active_users: i64,
}

impl App {
    /// Makes the server call itself busy for some seconds.
    ///
    /// # Errors
    /// 403, or 400 for more than a day.
    pub fn do_set_busy(&self, actor: &Actor, seconds: i64) -> AppResult<()> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        if !(1..=86_400).contains(&seconds) {
            return Err(AppError::invalid_url_param("seconds", &seconds.to_string()));
        }
        *self.inner.busy.0.lock() = self.now() + seconds * 1000;
        Ok(())
    }

    /// Ends the busy state.
    ///
    /// # Errors
    /// 403.
    pub fn do_clear_busy(&self, actor: &Actor) -> AppResult<()> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        *self.inner.busy.0.lock() = 0;
        Ok(())
    }

    /// When the busy state ends, in seconds since 1970; `None` when the server is not busy.
    #[must_use]
    pub fn busy_until(&self) -> Option<i64> {
        let until = *self.inner.busy.0.lock();
        (until > self.now()).then_some(until / 1000)
    }

    /// Sends a letter to the actor with the settings given (not yet saved), or those in force.
    ///
    /// # Errors
    /// 403; 400 with what the mail server said.
    pub async fn do_test_email(&self, actor: &Actor, settings: Option<Value>) -> AppResult<()> {
        self.access_system(actor, p::TEST_EMAIL)?;
        let to = self.user(actor.require_user()?).await?.email;
        let mailer = self.mailer_to_test(settings)?;
        let mail = Mail {
            to,
            subject: format!("{}: a test letter", self.config().TeamSettings.site_name),
            text: "It seems that mail is set up well: this letter arrived.".into(),
            html: String::new(),
        };
        mailer
            .send(mail)
            .await
            .map_err(|e| AppError::bad_request("api.admin.test_email.failed.app_error", e.to_string()))
    }

    fn mailer_to_test(&self, settings: Option<Value>) -> AppResult<Mailer> {
        let Some(settings) = settings.filter(|s| s.get("EmailSettings").is_some()) else {
            return Ok(self.mailer());
        };
        let current = self.config();
        let config: Config = serde_json::from_value(current.unmask(settings))
            .map_err(|e| AppError::invalid_param_why("config", e))?;
        if config.EmailSettings.smtp_server.is_empty() {
            return Err(AppError::bad_request(
                "api.admin.test_email.missing_server",
                "EmailSettings.SMTPServer is empty; enter the name of a mail server.",
            ));
        }
        Mailer::smtp(mail_settings(&config.EmailSettings, "localhost".into()))
            .map_err(|e| AppError::bad_request("api.admin.test_email.settings.app_error", e.to_string()))
    }

    /// Whether files can be written and read, as seen at most ten seconds ago.
    pub async fn files_work(&self) -> bool {
        let now = self.now();
        let seen = *self.inner.files_seen.0.lock();
        if let Some((at, works)) = seen
            && now - at < 10_000
        {
            return works;
        }
        let files = self.file_store();
        let works = files.put_bytes("probe", "chinwag".into()).await.is_ok()
            && files.get_bytes("probe", 64).await.is_ok_and(|back| back.as_ref() == b"chinwag");
        *self.inner.files_seen.0.lock() = Some((now, works));
        works
    }

    /// Writes, reads and removes a small file in the file store.
    ///
    /// # Errors
    /// 403; 500 with what went wrong.
    pub async fn do_test_files(&self, actor: &Actor) -> AppResult<()> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        let key = format!("test/{}", chinwag_model::id::secret());
        let failed = |e: chinwag_outside::FileStoreError| {
            AppError::new(
                500,
                "api.file.test_connection.app_error",
                format!("The file store does not work: {e}."),
            )
        };
        let files = self.file_store();
        files.put_bytes(&key, "chinwag".into()).await.map_err(failed)?;
        let back = files.get_bytes(&key, 64).await.map_err(failed)?;
        files.delete(&key).await.map_err(failed)?;
        if back.as_ref() == b"chinwag" {
            Ok(())
        } else {
            Err(AppError::internal("the file store gave back other bytes"))
        }
    }

    /// Facts for a support request; no secrets and nothing people wrote.
    ///
    /// # Errors
    /// 403.
    pub async fn facts(&self, actor: &Actor) -> AppResult<Facts> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        let active_users = self.active_users().await?;
        Ok(Facts {
            database: if self.store().is_postgres() { "postgres" } else { "sqlite" },
            schema_version: chinwag_store::migrate::version(),
            version: crate::API_VERSION,
            active_users,
        })
    }

    /// Active accounts without bots.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn active_users(&self) -> AppResult<i64> {
        stored(self.store().read_long(|tx| Box::pin(chinwag_store::user::count_active(tx))).await)
    }

    /// Drops what is cached of the database.
    ///
    /// # Errors
    /// 403, or when the database does not answer.
    pub async fn do_invalidate_caches(&self, actor: &Actor) -> AppResult<()> {
        self.access_system(actor, p::INVALIDATE_CACHES)?;
        self.forget_sessions();
        self.inner.roles.reload(self.store()).await
    }

    /// The newest lines of the log, oldest of the page first.
    ///
    /// # Errors
    /// 403.
    pub fn log_page(&self, actor: &Actor, page: usize, per_page: usize) -> AppResult<Vec<String>> {
        self.access_system(actor, p::GET_LOGS)?;
        Ok(self.inner.parts.logs.page(page, per_page))
    }

    /// A fact kept in the database, such as whether the first set-up was finished.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn system_fact(&self, name: &'static str) -> AppResult<Option<String>> {
        stored(self.store().read(move |tx| Box::pin(chinwag_store::system::get(tx, name))).await)
    }

    /// Keeps a fact.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn do_set_system_fact(&self, name: &'static str, value: &'static str) -> AppResult<()> {
        stored(self.store().write(move |tx| Box::pin(chinwag_store::system::set(tx, name, value))).await)?;
        Ok(())
    }
}

impl App {
    /// Asks the server at `site_url` for its ping, as a client would.
    ///
    /// # Errors
    /// 403; 400 when nothing there answers like this server.
    pub async fn do_test_site_url(&self, actor: &Actor, site_url: &str) -> AppResult<()> {
        self.access_system(actor, p::TEST_SITE_URL)?;
        let refuse = |why: String| {
            AppError::bad_request(
                "app.admin.test_site_url.failure",
                format!("`{site_url}` does not lead to this server: {why}."),
            )
        };
        let parsed = url::Url::parse(site_url).map_err(|e| refuse(e.to_string()))?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err(refuse("the address must begin with http:// or https://".into()));
        }
        let ping = format!("{}/api/v4/system/ping", site_url.trim_end_matches('/'));
        let answer = self
            .http_client()?
            .send(chinwag_outside::OutRequest::get(&ping))
            .await
            .map_err(|e| refuse(e.to_string()))?;
        if answer.status.is_success() {
            Ok(())
        } else {
            Err(refuse(format!("its ping answers {}", answer.status)))
        }
    }
}
