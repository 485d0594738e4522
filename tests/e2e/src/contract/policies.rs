//! The documents that an administrator pastes into AWS.
use serde_json::{Value, json};

use super::bodies::{draft, draft_of_all, every_field, with};
use super::callers::{admin, all, create, member, path};
use super::problems::{pointers, refused};
use crate::world::world;

/// The documents of an integration.
async fn documents(organization: &str, integration: &Value) -> Value {
    let path = format!("{}/policies", path(integration));
    let answer = member(organization).get(&path).await.unwrap();
    answer.success().unwrap().json
}

/// One of them, raw.
async fn raw(organization: &str, integration: &Value, name: &str) -> Value {
    let path = format!("{}/policies/{name}", path(integration));
    let answer = member(organization).get(&path).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/json");
    let disposition = format!("inline; filename=\"{name}\"");
    assert_eq!(answer.header("content-disposition"), disposition);
    serde_json::from_str(&answer.text).unwrap()
}

/// The pattern of the principals that customers trust, which a deployment can choose.
fn principal_arn() -> String {
    let aws = &world().aws;
    let own_path = || format!("arn:aws:iam::{}:role/s3-integrations/*", aws.platform.id);
    aws.principal_arns.clone().unwrap_or_else(own_path)
}

#[tokio::test]
async fn the_documents_of_an_integration_are_these() {
    let created = create(&admin("documents"), &every_field()).await;
    let mut documents = documents("documents", &created).await;
    let statement = &mut documents["trust_policy"]["document"]["Statement"][0];
    let external_id = &mut statement["Condition"]["StringEquals"]["sts:ExternalId"];
    assert_eq!(external_id.take(), json!([created["external_id"]]));
    let principal_arns = &mut statement["Condition"]["ArnLike"]["aws:PrincipalArn"];
    assert_eq!(principal_arns.take(), json!([principal_arn()]));
    insta::assert_json_snapshot!(documents);
}

#[tokio::test]
async fn raw_documents_are_the_embedded_ones() {
    let created = create(&admin("raw"), &every_field()).await;
    let documents = documents("raw", &created).await;
    for embedded in [
        &documents["access_policies"][0],
        &documents["trust_policy"],
        &documents["cors"],
    ] {
        let name = embedded["name"].as_str().unwrap();
        assert_eq!(raw("raw", &created, name).await, embedded["document"]);
    }
    assert_eq!(documents["notes"], json!([]));
}

#[tokio::test]
async fn a_draft_has_the_documents_that_its_integration_will_have() {
    let created = create(&admin("draft"), &every_field()).await;
    let stored = documents("draft", &created).await;
    let body = with(every_field(), "integration_id", created["id"].clone());
    let rendered = member("draft").post("/policies", &body).await.unwrap();
    assert_eq!(rendered.success().unwrap().json, stored);
}

#[tokio::test]
async fn a_draft_needs_only_its_scope_and_is_not_stored() {
    let api = member("scope-only");
    let body = json!({"scope": {"type": "bucket", "bucket": "images"}});
    let answer = api
        .post("/policies", &body)
        .await
        .unwrap()
        .success()
        .unwrap();
    assert_eq!(answer.json["trust_policy"], Value::Null);
    assert!(
        answer
            .text_at("/notes/0")
            .starts_with("trust_policy is null")
    );
    assert_eq!(
        answer.text_at("/access_policies/0/name"),
        "access-policy.json"
    );
    assert_eq!(all(&api).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_draft_is_checked_as_an_integration_is() {
    let body = json!({
        "integration_id": "int_1",
        "name": "",
        "scope": {"type": "bucket", "bucket": "*"},
        "region": "cn-north-1",
        "role_arn": "arn:aws:iam::123456789012:role/own",
        "colour": "blue",
    });
    let answer = member("draft-checked")
        .post("/policies", &body)
        .await
        .unwrap();
    let problem = refused(&answer, 400, "invalid_request");
    let mut pointers = pointers(&problem);
    pointers.sort_unstable();
    let expected = [
        "/colour",
        "/integration_id",
        "/name",
        "/region",
        "/role_arn",
        "/scope/bucket",
    ];
    assert_eq!(pointers, expected);
    let answer = member("draft-checked").post("/policies", &json!({})).await;
    let problem = refused(&answer.unwrap(), 400, "invalid_request");
    assert_eq!(super::problems::pointers(&problem), ["/scope"]);
}

#[tokio::test]
async fn a_draft_of_another_organisations_integration_is_not_found() {
    let theirs = create(&admin("policies-theirs"), &draft("images")).await;
    let body = with(draft("images"), "integration_id", theirs["id"].clone());
    let answer = admin("policies-ours").post("/policies", &body).await;
    refused(&answer.unwrap(), 404, "not_found");
}

#[tokio::test]
async fn a_policy_that_outgrows_iam_is_split_and_says_so() {
    let buckets: Vec<_> = (0..500)
        .map(|n| format!("{n:03}-{}", "x".repeat(59)))
        .collect();
    let buckets: Vec<_> = buckets.iter().map(String::as_str).collect();
    let body = with(draft_of_all(&buckets), "browsing", true);
    let created = create(&admin("split"), &body).await;
    let documents = documents("split", &created).await;

    let parts = documents["access_policies"].as_array().unwrap();
    let mut permitted = vec![];
    for (part, number) in parts.iter().zip(1..) {
        let name = format!("access-policy-{number}.json");
        assert_eq!(part["name"], name);
        assert!(part["document"].to_string().len() <= 6144);
        assert_eq!(raw("split", &created, &name).await, part["document"]);
        for statement in part["document"]["Statement"].as_array().unwrap() {
            permitted.extend(statement["Resource"].as_array().unwrap().iter().cloned());
        }
    }
    assert_eq!(permitted.len(), 2 * buckets.len());
    for bucket in &buckets {
        assert!(permitted.contains(&json!(format!("arn:aws:s3:::{bucket}"))));
        assert!(permitted.contains(&json!(format!("arn:aws:s3:::{bucket}/*"))));
    }
    let notes = documents["notes"].as_array().unwrap();
    let split = format!("split into {} documents", parts.len());
    assert!(notes[0].as_str().unwrap().contains(&split));
    assert!(
        notes[1]
            .as_str()
            .unwrap()
            .contains("at most 10 managed policies")
    );

    let whole = format!("{}/policies/access-policy.json", path(&created));
    let whole = member("split").get(&whole).await.unwrap();
    let problem = refused(&whole, 404, "document_is_split");
    for part in parts {
        let name = part["name"].as_str().unwrap();
        assert!(problem["action"].as_str().unwrap().contains(name));
    }
}

#[tokio::test]
async fn an_unknown_document_is_not_found() {
    let created = create(&admin("unknown-document"), &draft("images")).await;
    let api = member("unknown-document");
    for name in ["policy.json", "access-policy-1.json", "cors", "Cors.json"] {
        let path = format!("{}/policies/{name}", path(&created));
        let problem = refused(&api.get(&path).await.unwrap(), 404, "not_found");
        assert!(
            problem["action"]
                .as_str()
                .unwrap()
                .contains("access-policy.json")
        );
    }
}
