//! Places where a test lets the server die, to see what a crash there leaves.

/// Dies here, as by a power cut, when the environment variable `CHINWAG_FAIL_POINT` names this place. Release builds
/// have no such places.
pub(crate) fn fail_point(place: &str) {
    if cfg!(debug_assertions) && std::env::var_os("CHINWAG_FAIL_POINT").is_some_and(|named| named == place) {
        std::process::abort();
    }
}
