//! Roles: what clients read to decide what to show, and what administrators change.

use chinwag_testkit::TestApp;
use serde_json::json;

#[tokio::test]
async fn everybody_reads_roles_by_name_and_only_administrators_list_or_change_them() {
    let app = TestApp::start().await;
    let (admin, ann) = (app.admin().await, app.person("ann").await);
    let names = json!(["system_user", "team_user", "no_such_role"]);
    let roles = ann.post("/roles/names", &names).await.expect(200).body;
    assert_eq!(roles.as_array().unwrap().len(), 2, "unknown names are left out");
    ann.post("/roles/names", &json!([])).await.expect_error(400, "api.context.invalid_body_param.app_error");
    let role = ann.get("/roles/name/team_user").await.expect(200);
    let id = role.text("id");
    assert_eq!(ann.get(&format!("/roles/{id}")).await.expect(200).text("name"), "team_user");
    ann.get("/roles/name/nobody").await.expect_error(404, "app.role.missing.app_error");
    ann.get("/roles").await.expect_error(403, "api.context.permissions.app_error");
    assert!(admin.get("/roles").await.expect(200).body.as_array().unwrap().len() > 10);

    let patch = json!({"permissions": ["view_team"]});
    let refused = ann.put(&format!("/roles/{id}/patch"), &patch).await;
    refused.expect_error(403, "api.context.permissions.app_error");
    let own = admin.get("/roles/name/system_admin").await.expect(200).text("id");
    let refused = admin.put(&format!("/roles/{own}/patch"), &patch).await;
    refused.expect_error(403, "api.roles.patch_roles.not_allowed_permission.error");
}

#[tokio::test]
async fn a_permission_taken_from_a_role_is_gone_at_once_and_everybody_is_told() {
    let app = TestApp::start().await;
    let (admin, ann) = (app.admin().await, app.person("ann").await);
    let role = ann.get("/roles/name/system_user").await.expect(200);
    let id = role.text("id");
    let kept: Vec<&str> = role.body["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|p| p.as_str())
        .filter(|p| *p != "create_team")
        .collect();
    let mut socket = ann.listen().await;
    let patched = admin.put(&format!("/roles/{id}/patch"), &json!({"permissions": kept})).await.expect(200);
    assert!(!patched.body["permissions"].as_array().unwrap().contains(&json!("create_team")));
    let told = socket.expect("role_updated").await;
    assert!(told["data"]["role"].as_str().unwrap().contains("system_user"));
    let team = json!({"name": "late", "display_name": "Late", "type": "O"});
    ann.post("/teams", &team).await.expect_error(403, "api.context.permissions.app_error");
    let _made = admin.post("/teams", &team).await.expect(201);
}
