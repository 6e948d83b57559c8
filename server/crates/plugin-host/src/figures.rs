//! Figures of a plugin, for the system console and `wag plugin top`.

use std::time::Duration;

use serde_json::{Value, json};

use crate::host_inner::Installed;

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Calls, latencies, faults, memory.
pub(crate) fn figures(installed: &Installed) -> Value {
    let Some(running) = installed.running.as_ref().or(installed.last.as_ref()) else {
        return json!({"state": installed.state, "calls": 0, "faults": 0, "memory_bytes": 0, "instances": 0, "hooks": []});
    };
    let snapshot = running.plugin.snapshot();
    let hooks: Vec<Value> = snapshot
        .hooks
        .iter()
        .map(|hook| {
            let faults: u64 = hook.faults.iter().map(|(_, count)| count).sum();
            json!({
                "hook": hook.hook, "calls": hook.calls, "faults": faults,
                "p50_us": micros(hook.p50), "p99_us": micros(hook.p99), "longest_us": micros(hook.longest),
            })
        })
        .collect();
    let sum = |key: &str| hooks.iter().filter_map(|hook| hook[key].as_u64()).sum::<u64>();
    let most = |key: &str| hooks.iter().filter_map(|hook| hook[key].as_u64()).max().unwrap_or(0);
    let faults: Vec<Value> = running
        .plugin
        .faults()
        .iter()
        .rev()
        .take(20)
        .map(|fault| {
            json!({
                "hook": fault.hook(), "kind": fault.kind().as_str(), "message": fault.words(),
                "backtrace": fault.backtrace(), "stderr": fault.stderr(),
            })
        })
        .collect();
    json!({
        "state": installed.state,
        "calls": sum("calls"), "faults": sum("faults"), "p50_us": most("p50_us"), "p99_us": most("p99_us"),
        "memory_bytes": snapshot.memory_bytes, "instances": snapshot.instances, "queue": snapshot.queue,
        "hooks": hooks, "last_faults": faults,
    })
}
