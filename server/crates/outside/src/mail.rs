//! Mail to people: over SMTP, not at all, or into an outbox that tests read.
//!
//! Holds how a letter is built and handed over. What it says, and when one is sent, is decided by the caller.

use std::sync::Arc;
use std::time::Duration;

use lettre::address::AddressError;
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use parking_lot::Mutex;

/// Longest subject in characters.
pub const MAX_SUBJECT_CHARS: usize = 500;

/// How mail leaves the server.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// Name or address of the SMTP server.
    pub server: String,
    /// Its port; usual are 25, 465 (TLS) and 587 (STARTTLS).
    pub port: u16,
    /// Encryption of the connection.
    pub security: MailSecurity,
    /// Whether the server must show a valid certificate.
    pub certificates: MailCertificates,
    /// User and password, when the server wants them.
    pub login: Option<(String, String)>,
    /// Sender's name; may be empty.
    pub from_name: String,
    /// Sender's address.
    pub from_address: String,
    /// Where answers go, when not to the sender.
    pub reply_to: Option<String>,
    /// The name this server gives for itself, normally the host of the site URL.
    pub hello_name: String,
    /// Longest time for each step of the conversation, and for the whole delivery four times that.
    pub timeout: Duration,
}

/// Encryption between this server and the mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailSecurity {
    /// Plain text; passwords are readable on the way.
    None,
    /// Plain text first, then TLS; refused when the server cannot.
    StartTls,
    /// TLS from the start.
    Tls,
}

/// Which certificates of mail servers are good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailCertificates {
    /// Only valid ones.
    Valid,
    /// Any, for servers inside one's own network.
    Any,
}

/// One letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Address of the one receiver.
    pub to: String,
    /// Subject, one line.
    pub subject: String,
    /// Body as plain text.
    pub text: String,
    /// Body as HTML.
    pub html: String,
}

/// Why a letter was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Mail is switched off.
    #[error(
        "mail is switched off; an administrator can set EmailSettings.SMTPServer and SendEmailNotifications"
    )]
    Disabled,
    /// An address cannot be used.
    #[error("{address:?} as {role} is not a mail address: {source}")]
    BadAddress {
        /// Whose address.
        role: &'static str,
        /// The address as given.
        address: String,
        /// What is wrong.
        source: AddressError,
    },
    /// A line break or other control character where a header goes.
    #[error(
        "the {field} {value:?} holds a line break or control character, which could forge mail headers; remove it"
    )]
    ForgedHeader {
        /// Which field.
        field: &'static str,
        /// The value, cut to 80 characters.
        value: String,
    },
    /// The subject is too long.
    #[error("the subject has {chars} characters, the limit is {MAX_SUBJECT_CHARS}")]
    SubjectTooLong {
        /// Its length.
        chars: usize,
    },
    /// The letter could not be put together.
    #[error("the letter could not be written: {0}")]
    Unwritable(#[from] lettre::error::Error),
    /// The mail server did not take it.
    #[error(
        "mail server {server}:{port} did not take the letter: {why}; check EmailSettings (server, port, connection security, login)"
    )]
    NotTaken {
        /// Server.
        server: String,
        /// Port.
        port: u16,
        /// What happened.
        why: String,
    },
}

/// Sends mail. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Mailer {
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    Disabled,
    Outbox(Outbox),
    Smtp(Arc<Smtp>),
}

/// Letters a fake mailer has taken. Clones share one box.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    letters: Arc<Mutex<Vec<Mail>>>,
}

impl Outbox {
    /// All letters so far, oldest first.
    #[must_use]
    pub fn letters(&self) -> Vec<Mail> {
        self.letters.lock().clone()
    }

    /// The letters to one address, oldest first.
    #[must_use]
    pub fn letters_to(&self, address: &str) -> Vec<Mail> {
        self.letters.lock().iter().filter(|letter| letter.to == address).cloned().collect()
    }
}

struct Smtp {
    settings: MailSettings,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp")
            .field("server", &self.settings.server)
            .field("port", &self.settings.port)
            .finish_non_exhaustive()
    }
}

impl Mailer {
    /// A mailer that refuses every letter with [`MailError::Disabled`].
    #[must_use]
    pub fn disabled() -> Self {
        Self { way: Way::Disabled }
    }

    /// A mailer that puts letters into the returned box. It checks them like the real one.
    #[must_use]
    pub fn fake() -> (Self, Outbox) {
        let outbox = Outbox::default();
        (Self { way: Way::Outbox(outbox.clone()) }, outbox)
    }

    /// A mailer over SMTP. Does not connect yet.
    ///
    /// # Errors
    /// When the sender's address, the reply address or the TLS set-up is unusable.
    pub fn smtp(settings: MailSettings) -> Result<Self, MailError> {
        crate::tls::ensure_provider();
        one_line("sender name", &settings.from_name)?;
        one_line("hello name", &settings.hello_name)?;
        let name = Some(settings.from_name.clone()).filter(|name| !name.is_empty());
        let from = Mailbox::new(name, address("sender", &settings.from_address)?);
        let reply_to = match &settings.reply_to {
            Some(reply) => Some(Mailbox::new(None, address("reply address", reply)?)),
            None => None,
        };
        let transport = transport(&settings)?;
        Ok(Self { way: Way::Smtp(Arc::new(Smtp { settings, from, reply_to, transport })) })
    }

    /// Whether letters can be sent at all.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        !matches!(self.way, Way::Disabled)
    }

    /// Hands a letter over; done means the mail server has taken it.
    ///
    /// # Errors
    /// See [`MailError`].
    pub async fn send(&self, mail: Mail) -> Result<(), MailError> {
        one_line("receiver", &mail.to)?;
        one_line("subject", &mail.subject)?;
        let chars = mail.subject.chars().count();
        if chars > MAX_SUBJECT_CHARS {
            return Err(MailError::SubjectTooLong { chars });
        }
        let to = address("receiver", &mail.to)?;
        match &self.way {
            Way::Disabled => Err(MailError::Disabled),
            Way::Outbox(outbox) => {
                outbox.letters.lock().push(mail);
                Ok(())
            }
            Way::Smtp(smtp) => smtp.send(mail, to).await,
        }
    }
}

impl Smtp {
    async fn send(&self, mail: Mail, to: Address) -> Result<(), MailError> {
        let mut letter = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .message_id(Some(format!("<{}@{}>", random_name(), self.settings.hello_name)));
        if let Some(reply_to) = &self.reply_to {
            letter = letter.reply_to(reply_to.clone());
        }
        let letter = letter.multipart(MultiPart::alternative_plain_html(mail.text, mail.html))?;
        let not_taken = |why: String| MailError::NotTaken {
            server: self.settings.server.clone(),
            port: self.settings.port,
            why,
        };
        let whole = self.settings.timeout * 4;
        match tokio::time::timeout(whole, self.transport.send(letter)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(not_taken(error.to_string())),
            Err(_) => Err(not_taken(format!("no answer within {:.0} s", whole.as_secs_f64()))),
        }
    }
}

fn transport(settings: &MailSettings) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
    let tls = || {
        let any = settings.certificates == MailCertificates::Any;
        TlsParameters::builder(settings.server.clone())
            .dangerous_accept_invalid_certs(any)
            .dangerous_accept_invalid_hostnames(any)
            .build()
            .map_err(|error| MailError::NotTaken {
                server: settings.server.clone(),
                port: settings.port,
                why: format!("TLS cannot be set up: {error}"),
            })
    };
    let security = match settings.security {
        MailSecurity::None => Tls::None,
        MailSecurity::StartTls => Tls::Required(tls()?),
        MailSecurity::Tls => Tls::Wrapper(tls()?),
    };
    // "Dangerous" is lettre's word for a builder without TLS; it gets ours in the same breath.
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(settings.server.clone())
        .port(settings.port)
        .tls(security)
        .timeout(Some(settings.timeout))
        .hello_name(ClientId::Domain(settings.hello_name.clone()));
    if let Some((user, password)) = &settings.login {
        builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
    }
    Ok(builder.build())
}

fn address(role: &'static str, text: &str) -> Result<Address, MailError> {
    text.parse().map_err(|source| MailError::BadAddress {
        role,
        address: text.chars().take(200).collect(),
        source,
    })
}

fn one_line(field: &'static str, value: &str) -> Result<(), MailError> {
    if value.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err(MailError::ForgedHeader { field, value: value.chars().take(80).collect() });
    }
    Ok(())
}

/// 32 hex digits that no other letter has.
fn random_name() -> String {
    let bytes: [u8; 16] = rand::random();
    hex::encode(bytes)
}
