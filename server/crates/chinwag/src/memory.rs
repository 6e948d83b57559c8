//! How the process treats memory it does not use. See decision 0017.

/// Tells mimalloc when to give memory back: so many milliseconds after it is free. It is read once, before `main`.
const SETTING: &str = "MIMALLOC_PURGE_DELAY";

/// Begins this program anew, in this very process, with the allocator told to give free memory back at once. Without
/// that it keeps some for each thread and kind of size, which after hours of load is more than what is in use. What an
/// operator set stays; where a program cannot be begun anew, everything goes on as it is.
#[cfg(unix)]
pub(crate) fn give_back_at_once() {
    use std::os::unix::process::CommandExt;
    if std::env::var_os(SETTING).is_some() {
        return;
    }
    let mut arguments = std::env::args_os();
    let (Some(name), Ok(program)) = (arguments.next(), std::env::current_exe()) else { return };
    // It returns only when it failed, and then this goes on.
    let _failed = std::process::Command::new(program).arg0(name).args(arguments).env(SETTING, "0").exec();
}

#[cfg(not(unix))]
pub(crate) fn give_back_at_once() {}
