//! What leaves the machine, built from the settings in force: mail and HTTP, or the fakes of a test.

use std::{sync::Arc, time::Duration};

use chinwag_model::{
    AppError, AppResult,
    config::{Config, EmailSettings},
};
use chinwag_outside::{
    AllowedInternal, HttpClient, HttpSettings, Mail, MailSettings, Mailer,
    mail::{MailCertificates, MailSecurity},
};
use parking_lot::Mutex;

use crate::App;

/// Fixed parts of tests; `None` means "from the settings, as they change".
#[derive(Default, Clone)]
pub struct Outside {
    /// Mail.
    pub mailer: Option<Mailer>,
    /// Guarded HTTP.
    pub http: Option<HttpClient>,
}

/// Clients built from the settings, kept until the settings change.
#[derive(Default)]
pub(crate) struct Built(Mutex<Option<(Arc<Config>, HttpClient)>>);

impl App {
    /// Sends mail by the settings in force; a disabled mailer when no server is set.
    #[must_use]
    pub fn mailer(&self) -> Mailer {
        if let Some(fixed) = &self.inner.parts.outside.mailer {
            return fixed.clone();
        }
        let config = self.config();
        if config.EmailSettings.smtp_server.is_empty() {
            return Mailer::disabled();
        }
        let host = url::Url::parse(&config.ServiceSettings.site_url)
            .ok()
            .and_then(|u| u.host_str().map(str::to_owned));
        Mailer::smtp(mail_settings(&config.EmailSettings, host.unwrap_or_else(|| "localhost".into())))
            .unwrap_or_else(|error| {
                tracing::warn!(%error, "the mail settings cannot be used");
                Mailer::disabled()
            })
    }

    /// Sends a letter in the background; what goes wrong is logged. Nothing happens while mail is switched off.
    pub(crate) fn send_mail(&self, mail: Mail) {
        let mailer = self.mailer();
        if !mailer.is_enabled() {
            return;
        }
        tokio::spawn(async move {
            if let Err(error) = mailer.send(mail).await {
                tracing::warn!(%error, "a letter was not sent");
            }
        });
    }

    /// Calls out, guarded by `AllowedUntrustedInternalConnections`.
    ///
    /// # Errors
    /// 400 when that setting cannot be read.
    pub fn http_client(&self) -> AppResult<HttpClient> {
        if let Some(fixed) = &self.inner.parts.outside.http {
            return Ok(fixed.clone());
        }
        let config = self.config();
        let mut built = self.inner.outside.0.lock();
        if let Some((of, client)) = &*built
            && Arc::ptr_eq(of, &config)
        {
            return Ok(client.clone());
        }
        let allowed = AllowedInternal::parse(&config.ServiceSettings.allowed_untrusted_internal_connections)
            .map_err(|e| AppError::bad_request("app.outside.allowed_internal.app_error", e.to_string()))?;
        let client = HttpClient::new(HttpSettings { allowed_internal: allowed, ..HttpSettings::default() });
        *built = Some((config, client.clone()));
        Ok(client)
    }
}

/// The mailer's settings from ours.
pub(crate) fn mail_settings(email: &EmailSettings, hello_name: String) -> MailSettings {
    MailSettings {
        server: email.smtp_server.clone(),
        port: email.smtp_port.parse().unwrap_or(25),
        security: match email.connection_security.as_str() {
            "TLS" => MailSecurity::Tls,
            "STARTTLS" => MailSecurity::StartTls,
            _ => MailSecurity::None,
        },
        certificates: if email.skip_server_certificate_verification {
            MailCertificates::Any
        } else {
            MailCertificates::Valid
        },
        login: email.enable_smtp_auth.then(|| (email.smtp_username.clone(), email.smtp_password.clone())),
        from_name: email.feedback_name.clone(),
        from_address: email.feedback_email.clone(),
        reply_to: Some(email.reply_to_address.clone()).filter(|a| !a.is_empty()),
        hello_name,
        timeout: Duration::from_secs(email.smtp_server_timeout.clamp(1, 300).unsigned_abs()),
    }
}
