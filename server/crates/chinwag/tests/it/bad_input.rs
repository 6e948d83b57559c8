//! What only a process of its own can suffer: running out of files, and a crowd that takes every place.

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpStream;

use crate::process::{Client, Process};

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_every_place_is_taken_by_a_silent_crowd_serves_again_when_the_crowd_is_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Process::start_with_few_files(folder.path(), 128);
    let admin = Client::new(&server.url, "admin").await;
    let address = server.url.trim_start_matches("http://").split('/').next().expect("an address").to_owned();
    let mut crowd = Vec::new();
    for _ in 0..300 {
        // More than the server may open: the last of them wait at its door.
        if let Ok(Ok(one)) = tokio::time::timeout(Duration::from_secs(1), TcpStream::connect(&address)).await
        {
            crowd.push(one);
        }
    }
    assert!(crowd.len() > 128, "{} connections are no crowd", crowd.len());
    drop(crowd);
    let me = tokio::time::timeout(PATIENCE, admin.get(&format!("{}/users/me", server.url))).await;
    assert_eq!(me.expect("an answer after the crowd")["username"], "admin");
    let team = json!({"name": "after", "display_name": "After", "type": "O"});
    let _made = admin.post(&format!("{}/teams", server.url), &team).await;
    assert_eq!(server.stop(), Some(0), "it still stops in order");
}
