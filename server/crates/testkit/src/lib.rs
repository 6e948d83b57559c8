//! TestApp, builders, fakes and the clock that tests move.
