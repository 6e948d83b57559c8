//! From store errors to what clients see.

use chinwag_model::{AppError, AppResult};
use chinwag_store::{StoreError, StoreResult};

/// Turns a store's answer into the app's: an [`AppError`] that was carried through a transaction comes out again.
///
/// # Errors
/// 409-like conflicts are 400 for the caller to refine, and so is a NUL character; an unavailable database is 503; the rest is 500.
pub fn stored<T>(result: StoreResult<T>) -> AppResult<T> {
    result.map_err(of_store)
}

fn of_store(error: StoreError) -> AppError {
    match error {
        StoreError::Refused(inner) => match inner.downcast::<AppError>() {
            Ok(app) => *app,
            Err(other) => AppError::internal(other),
        },
        StoreError::Conflict(what) => {
            AppError::bad_request("store.conflict.app_error", "Something with this name is there already.")
                .detail(what)
        }
        StoreError::NulCharacter => AppError::bad_request(
            "store.nul_character.app_error",
            "A text holds the NUL character (U+0000), which cannot be stored or looked for; take it out.",
        ),
        StoreError::Unavailable(what) => {
            tracing::warn!(%what, "the database is not available");
            AppError::unavailable(
                "store.unavailable.app_error",
                "The database is not available at the moment; try again.",
            )
        }
        StoreError::Broken(what) => {
            tracing::error!(%what, "the database answered with an error");
            AppError::internal("database")
        }
    }
}

/// Carries a refusal out of a transaction, which is then undone.
pub(crate) fn refuse(error: AppError) -> StoreError {
    StoreError::refused(error)
}
