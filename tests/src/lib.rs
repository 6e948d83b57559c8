//! End to end: browser, real clients, load.
