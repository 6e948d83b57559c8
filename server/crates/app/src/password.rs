//! Passwords: argon2id, hashed and checked by a bounded number of blocking workers.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::{SaltString, rand_core::OsRng},
};
use chinwag_model::{AppError, AppResult, config::PasswordSettings, user::PASSWORD_MAX};
use tokio::sync::Semaphore;

/// Waiting hashes beyond which logins are told to come back (each takes about 20 ms of a core).
const QUEUE: usize = 64;

/// How much work a new hash of a password is. Old hashes carry their own cost and are checked with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PasswordCost {
    /// OWASP's: 19 MiB, two passes.
    #[default]
    Safe,
    /// The least argon2 takes: for tests, which make thousands of accounts nobody guards.
    Least,
}

/// Hashes and checks passwords without blocking the threads that serve requests.
pub(crate) struct Hasher {
    workers: Arc<Semaphore>,
    waiting: Semaphore,
    cost: PasswordCost,
}

impl Hasher {
    pub(crate) fn new(cost: PasswordCost) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { workers: Arc::new(Semaphore::new((cores / 2).max(1))), waiting: Semaphore::new(QUEUE), cost }
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'_>) -> T + Send + 'static,
    ) -> AppResult<T> {
        let _place = self.waiting.try_acquire().map_err(|_| {
            AppError::unavailable(
                "api.login.busy.app_error",
                "Too many logins at once; try again in a few seconds.",
            )
        })?;
        let permit = self.workers.clone().acquire_owned().await.map_err(AppError::internal)?;
        let cost = self.cost;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work(&argon2(cost))
        })
        .await
        .map_err(AppError::internal)
    }

    /// The PHC text to store.
    pub(crate) async fn hash(&self, password: String) -> AppResult<String> {
        let hash = self
            .run(move |argon| {
                let salt = SaltString::generate(&mut OsRng);
                argon.hash_password(password.as_bytes(), &salt).map(|h| h.to_string())
            })
            .await?;
        hash.map_err(|e| AppError::internal(format!("password hash: {e}")))
    }

    /// Whether the password fits; an empty hash (bots, unknown users) takes as long and never fits.
    pub(crate) async fn verify(&self, password: String, hash: String) -> AppResult<bool> {
        self.run(move |argon| {
            if hash.is_empty() {
                let salt = SaltString::generate(&mut OsRng);
                drop(argon.hash_password(password.as_bytes(), &salt));
                return false;
            }
            PasswordHash::new(&hash)
                .is_ok_and(|parsed| argon.verify_password(password.as_bytes(), &parsed).is_ok())
        })
        .await
    }
}

fn argon2(cost: PasswordCost) -> Argon2<'static> {
    let params = match cost {
        PasswordCost::Safe => Params::DEFAULT,
        PasswordCost::Least => Params::new(Params::MIN_M_COST, Params::MIN_T_COST, Params::MIN_P_COST, None)
            .unwrap_or(Params::DEFAULT),
    };
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Checks a new password against the settings.
///
/// # Errors
/// 400 with everything the password lacks.
pub(crate) fn check_password(password: &str, settings: &PasswordSettings) -> AppResult<()> {
    let min = usize::try_from(settings.minimum_length.clamp(5, 72)).unwrap_or(8);
    let mut lacks = Vec::new();
    if password.len() < min || password.len() > PASSWORD_MAX {
        lacks.push(format!("{min} to {PASSWORD_MAX} characters"));
    }
    type Rule = (bool, fn(char) -> bool, &'static str);
    let rules: [Rule; 4] = [
        (settings.lowercase, char::is_lowercase, "a lower-case letter"),
        (settings.uppercase, char::is_uppercase, "an upper-case letter"),
        (settings.number, |c| c.is_ascii_digit(), "a digit"),
        (settings.symbol, |c| !c.is_alphanumeric(), "a symbol"),
    ];
    for (wanted, test, name) in rules {
        if wanted && !password.chars().any(test) {
            lacks.push(name.into());
        }
    }
    if lacks.is_empty() {
        return Ok(());
    }
    Err(AppError::bad_request(
        "model.user.is_valid.pwd.app_error",
        format!("The password must have {}.", lacks.join(", ")),
    ))
}
