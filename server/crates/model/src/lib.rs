//! Ids, entities and their API v4 JSON, roles and permissions, validation.
