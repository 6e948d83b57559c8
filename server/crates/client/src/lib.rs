//! A typed client of API v4, for the command line and for tests.
