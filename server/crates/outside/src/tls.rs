//! The process-wide choice of cryptography for TLS: ring.
//!
//! Both reqwest and lettre look for an installed provider. Installing is idempotent, so whoever comes first
//! (the binary at start, or the first use here) wins and the rest is a no-op.

/// Makes ring the provider of rustls unless one is installed already.
pub(crate) fn ensure_provider() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // The error case is another thread having installed one in between, which is what we want.
        drop(rustls::crypto::ring::default_provider().install_default());
    }
}
