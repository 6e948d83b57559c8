-- Keys and values of plugins. `bytes` counts key and value, for the quota.
CREATE TABLE plugin_values (
    plugin_id TEXT NOT NULL, name TEXT NOT NULL, value {bytes} NOT NULL, bytes BIGINT NOT NULL,
    expire_at BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (plugin_id, name)
);
CREATE INDEX plugin_values_expire ON plugin_values (expire_at) WHERE expire_at > 0;

-- What is installed, as JSON: version, digest, grants, the version before.
CREATE TABLE plugins (id TEXT PRIMARY KEY, record TEXT NOT NULL);

CREATE TABLE plugin_schedules (
    plugin_id TEXT NOT NULL, name TEXT NOT NULL, rule TEXT NOT NULL DEFAULT '', payload {bytes} NOT NULL,
    next_at BIGINT NOT NULL, PRIMARY KEY (plugin_id, name)
);
CREATE INDEX plugin_schedules_next ON plugin_schedules (next_at);

-- Where plugins with durable delivery are in the record of events.
CREATE TABLE plugin_cursors (plugin_id TEXT PRIMARY KEY, seq BIGINT NOT NULL);
