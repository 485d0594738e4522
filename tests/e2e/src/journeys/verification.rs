//! What `verify` says of a role, and that its fixes fix it.
use serde_json::{Value, json};

use crate::world::{Integration, Organization, world};

/// The report on an integration.
async fn verify(acme: &Organization, integration: &Integration) -> Value {
    let path = format!("{}/verify", integration.path());
    let answer = acme.admin.post(&path, &json!(null)).await.unwrap();
    answer.success().unwrap().json
}

/// The statuses of the report's checks, by their names.
fn statuses(report: &Value) -> Value {
    let checks = report["checks"].as_array().unwrap().iter();
    let status = |check: &Value| {
        let name = check["name"].as_str().unwrap().to_owned();
        (name, check["status"].clone())
    };
    checks.map(status).collect::<serde_json::Map<_, _>>().into()
}

/// Pastes the document of the first check that has one into the role's trust policy.
async fn paste_the_fix(acme: &Organization, integration: &Integration, report: &Value) {
    let mut checks = report["checks"].as_array().unwrap().iter();
    let fix = checks.find_map(|check| check.get("fix")).unwrap();
    assert_eq!(fix["document"], "trust-policy.json");
    let trust_policy = fix["json"].to_string();
    acme.customer
        .edit_trust(integration.role_arn(), &trust_policy)
        .await;
}

/// An integration whose role has this trust policy instead of the rendered one.
async fn trusting(acme: &Organization, edit: impl Fn(&mut Value)) -> Integration {
    let bucket = acme.customer.bucket("verified").await;
    let integration = acme.integration(bucket.scope(), json!({})).await;
    let rendered = integration.document("trust-policy.json").await;
    let mut trust_policy = serde_json::from_str(&rendered).unwrap();
    edit(&mut trust_policy);
    acme.customer
        .edit_trust(integration.role_arn(), &trust_policy.to_string())
        .await;
    integration
}

fn sound() -> Value {
    json!({
        "role_is_assumable": "passed", "external_id_is_required": "passed",
        "wrong_external_id_is_refused": "passed", "session_duration_is_allowed": "passed",
    })
}

#[tokio::test]
async fn a_role_with_the_rendered_trust_policy_is_sound() {
    let acme = Organization::new().await;
    let integration = trusting(&acme, |_| ()).await;
    let report = verify(&acme, &integration).await;
    assert_eq!(statuses(&report), sound(), "{report}");
    assert_eq!(report["valid"], true);
}

#[tokio::test]
async fn a_role_that_anyone_could_come_through_is_named_and_fixed() {
    let acme = Organization::new().await;
    let integration = trusting(&acme, |trust_policy| {
        let condition = trust_policy["Statement"][0]["Condition"].as_object_mut();
        condition.unwrap().remove("StringEquals").unwrap();
    })
    .await;
    let report = verify(&acme, &integration).await;
    assert_eq!(report["valid"], false);
    let statuses_before = statuses(&report);
    assert_eq!(statuses_before["role_is_assumable"], "passed");
    assert_eq!(statuses_before["external_id_is_required"], "failed");
    assert_eq!(statuses_before["wrong_external_id_is_refused"], "failed");

    paste_the_fix(&acme, &integration, &report).await;
    let report = verify(&acme, &integration).await;
    assert_eq!(statuses(&report), sound(), "{report}");
}

#[tokio::test]
async fn a_role_that_was_changed_just_now_and_denies_is_pending_until_it_is_fixed() {
    let acme = Organization::new().await;
    let integration = trusting(&acme, |trust_policy| {
        let customer = format!("arn:aws:iam::{}:root", world().aws.customer.id);
        trust_policy["Statement"][0]["Principal"] = json!({"AWS": customer});
    })
    .await;
    let report = verify(&acme, &integration).await;
    assert_eq!(report["valid"], false);
    assert_eq!(report["retry_after"], 15);
    let expected = json!({
        "role_is_assumable": "pending", "external_id_is_required": "skipped",
        "wrong_external_id_is_refused": "skipped", "session_duration_is_allowed": "skipped",
    });
    assert_eq!(statuses(&report), expected);

    paste_the_fix(&acme, &integration, &report).await;
    let report = verify(&acme, &integration).await;
    assert_eq!(statuses(&report), sound(), "{report}");
}

#[tokio::test]
async fn without_a_role_there_is_nothing_to_verify_yet() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("drafted").await;
    let draft = acme.create(bucket.scope(), json!({})).await;
    let report = verify(&acme, &draft).await;
    assert_eq!(report["valid"], false);
    assert_eq!(statuses(&report)["role_is_assumable"], "failed");
    assert_eq!(statuses(&report)["external_id_is_required"], "skipped");
}
