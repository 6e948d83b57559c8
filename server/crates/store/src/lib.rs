//! Schema, migrations, one module a noun; SQLite and PostgreSQL behind one Store.
