//! Jobs and the exports that come of them.

use std::time::{Duration, Instant};

use chinwag_testkit::{Caller, TestApp};
use serde_json::{Value, json};

/// The job once it has ended.
async fn ended(admin: &Caller, id: &str) -> Value {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let job = admin.get(&format!("/jobs/{id}")).await.expect(200).body;
        if !matches!(job["status"].as_str(), Some("pending" | "in_progress" | "cancel_requested")) {
            return job;
        }
        assert!(Instant::now() < end, "the job does not end: {job}");
    }
}

#[tokio::test]
async fn an_export_holds_teams_channels_people_and_what_they_said() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (ann, bob) = (app.person("ann").await, app.person("bob").await);
    let team = ann.make_team("crew").await;
    ann.add_to_team(&team, &[&bob]).await;
    let room = ann.make_private_channel(&team, "room").await;
    ann.add_to_channel(&room, &[&bob]).await;
    let root = ann.say(room.id, "a \"quoted\" line\nand another").await;
    let _reply = bob.reply(&root, "yes").await;
    let heart = json!({"user_id": bob.id(), "post_id": root["id"], "emoji_name": "heart"});
    let _heart = bob.post("/reactions", &heart).await.expect(200);
    let gone = ann.say(room.id, "deleted words").await;
    let _gone = ann.delete(&format!("/posts/{}", gone["id"].as_str().unwrap())).await.expect(200);
    let direct = ann.post("/channels/direct", &json!([ann.id(), bob.id()])).await.expect(201).body;
    let _whisper = ann.say(direct["id"].as_str().unwrap().parse().unwrap(), "whisper").await;

    let asked = admin.post("/jobs", &json!({"type": "export_process"})).await.expect(201).body;
    assert_eq!((&asked["status"], &asked["type"]), (&json!("pending"), &json!("export_process")));
    let job = ended(&admin, asked["id"].as_str().unwrap()).await;
    assert_eq!((&job["status"], &job["progress"]), (&json!("success"), &json!(100)), "{job}");

    let names = admin.get("/exports").await.expect(200).body;
    assert_eq!(names, json!([job["data"]["export_name"]]));
    let path = format!("/exports/{}", names[0].as_str().unwrap());
    let text = admin.get(&path).await.expect(200);
    assert!(text.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let lines: Vec<Value> =
        text.body.as_str().unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |kind: &str| -> Vec<Value> {
        lines.iter().filter(|line| line["type"] == kind).map(|line| line[kind].clone()).collect()
    };
    assert_eq!(lines[0], json!({"type": "version", "version": 1}), "the version comes first");
    assert_eq!(of("team")[0]["name"], "crew");
    assert!(of("channel").iter().any(|c| c["name"] == "room" && c["type"] == "P" && c["team"] == "crew"));
    let user = of("user").into_iter().find(|user| user["username"] == "bob").unwrap();
    assert_eq!(user["teams"][0]["name"], "crew");
    assert!(user["teams"][0]["channels"].as_array().unwrap().iter().any(|c| c["name"] == "room"));
    assert!(user.get("password").is_none(), "no secrets");
    let post = of("post").into_iter().find(|post| post["channel"] == "room").unwrap();
    assert_eq!((&post["user"], &post["message"]), (&json!("ann"), &root["message"]));
    assert_eq!((&post["replies"][0]["user"], &post["replies"][0]["message"]), (&json!("bob"), &json!("yes")));
    assert_eq!(post["reactions"][0]["emoji_name"], "heart");
    assert_eq!(of("direct_channel")[0]["members"], json!(["ann", "bob"]));
    assert_eq!(of("direct_post")[0]["message"], "whisper");
    assert!(!text.body.as_str().unwrap().contains("deleted words"));

    let whole = admin.get(&format!("/jobs/{}/download", job["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(whole.body, text.body);
    for path in [path.as_str(), "/jobs", "/exports", "/imports"] {
        assert_eq!(ann.get(path).await.status, 403, "{path}");
    }
    assert_eq!(ann.post("/jobs", &json!({"type": "export_process"})).await.status, 403);
    let _gone = admin.delete(&path).await.expect(200);
    assert_eq!(admin.get("/exports").await.body, json!([]));
    assert_eq!(admin.get(&path).await.status, 404);
}

#[tokio::test]
async fn jobs_are_listed_by_kind_and_status_and_what_has_ended_is_not_stopped() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let refused = admin.post("/jobs", &json!({"type": "make_coffee"})).await;
    refused.expect_error(400, "api.job.unable_to_create_job.incorrect_job_type");
    let mut ids = Vec::new();
    for _ in 0..2 {
        let job = admin.post("/jobs", &json!({"type": "export_process"})).await.expect(201).text("id");
        let _ended = ended(&admin, &job).await;
        ids.push(job);
        app.clock.advance(1_000);
    }
    let of = |list: Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|job| job["id"].as_str().unwrap().to_owned()).collect()
    };
    ids.reverse();
    assert_eq!(of(admin.get("/jobs").await.expect(200).body), ids, "newest first");
    assert_eq!(of(admin.get("/jobs/type/export_process?page=1&per_page=1").await.body), ids[1..]);
    assert_eq!(admin.get("/jobs/type/import_process").await.body, json!([]));
    assert_eq!(of(admin.get("/jobs?status=success").await.body), ids);
    assert_eq!(admin.get("/jobs?status=pending").await.body, json!([]));

    let one = format!("/jobs/{}", ids[0]);
    let late = admin.post(&format!("{one}/cancel"), &json!({})).await;
    late.expect_error(400, "jobs.request_cancellation.status.error");
    let odd = admin.patch(&format!("{one}/status"), &json!({"status": "pending"})).await;
    odd.expect_error(400, "api.job.status.invalid");
    let _forced = admin
        .patch(&format!("{one}/status"), &json!({"status": "canceled", "force": true}))
        .await
        .expect(200);
    assert_eq!(admin.get(&one).await.body["status"], "canceled");
    assert_eq!(admin.get(&format!("/jobs/{}", "a".repeat(26))).await.status, 404);
    for name in ["..%2Fconfig.json", ".hidden", "no%20such"] {
        assert_eq!(admin.get(&format!("/exports/{name}")).await.status, 404, "{name}");
    }
}
