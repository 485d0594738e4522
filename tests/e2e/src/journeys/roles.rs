//! Roles that cannot, or must not, be used.
use serde_json::{Value, json};

use crate::world::{Integration, Organization, world};

/// Gives a draft a role with the right access policy and this trust policy.
async fn trusting(acme: &Organization, draft: Integration, trust_policy: &str) -> Integration {
    let access_policy = draft.document("access-policy.json").await;
    let policy = acme.customer.create_policy(&access_policy).await;
    let role_arn = acme.customer.create_role(trust_policy, &[policy]).await;
    draft.save(json!({"role_arn": role_arn})).await
}

/// The rendered trust policy, as someone has it who deleted a condition.
async fn without_condition(draft: &Integration, operator: &str) -> String {
    let text = draft.document("trust-policy.json").await;
    let mut trust_policy: Value = serde_json::from_str(&text).unwrap();
    let condition = trust_policy["Statement"][0]["Condition"].as_object_mut();
    condition.unwrap().remove(operator).unwrap();
    trust_policy.to_string()
}

#[tokio::test]
async fn a_role_that_ignores_the_external_id_is_never_served() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("open").await;
    bucket.put("a.png", b"bytes").await;
    let locator = bucket.locator("a.png");
    let draft = acme.create(bucket.scope(), json!({})).await;
    let open = without_condition(&draft, "StringEquals").await;
    let integration = trusting(&acme, draft, &open).await;

    for path in ["/presign", "/objects"] {
        let refused = acme.admin.get_for(path, &locator).await.unwrap();
        assert_eq!(refused.status, 409, "{}", refused.text);
        assert_eq!(refused.text_at("/code"), "role_ignores_external_id");
        assert!(refused.text_at("/action").contains("trust-policy.json"));
    }

    let closed = integration.document("trust-policy.json").await;
    acme.customer
        .edit_trust(integration.role_arn(), &closed)
        .await;
    acme.wait_for_role(&integration).await;
    assert_eq!(acme.fetch(&locator).await.object(), b"bytes");
}

#[tokio::test]
async fn a_role_that_is_not_served_fails_its_own_locators_only() {
    let acme = Organization::new().await;
    let open_bucket = acme.customer.bucket("open").await;
    let draft = acme.create(open_bucket.scope(), json!({})).await;
    let open = without_condition(&draft, "StringEquals").await;
    trusting(&acme, draft, &open).await;
    let bucket = acme.customer.bucket("closed").await;
    acme.integration(bucket.scope(), json!({})).await;

    let locators = [
        bucket.locator("1.png"),
        open_bucket.locator("2.png"),
        bucket.locator("3.png"),
    ];
    let batch = acme.presign_all(&locators, json!({})).await;
    assert_eq!(batch.status, 200);
    assert!(
        batch
            .text_at("/results/0/presigned_url")
            .contains("/1.png?")
    );
    assert_eq!(
        batch.text_at("/results/1/error/code"),
        "role_ignores_external_id"
    );
    assert_eq!(batch.json.pointer("/results/1/presigned_url"), None);
    assert!(
        batch
            .text_at("/results/2/presigned_url")
            .contains("/3.png?")
    );
}

/// That a locator is refused until its owner changes the role, or AWS knows it, and says when to
/// try again. No 503: this is not the service's failure.
async fn assert_unavailable(acme: &Organization, locator: &str) {
    let refused = acme.presign(locator).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert_eq!(refused.text_at("/code"), "role_unavailable");
    assert_eq!(refused.json["retry_after"], 1);
    assert_eq!(refused.header("retry-after"), "1");
}

#[tokio::test]
async fn a_role_that_does_not_trust_the_service_is_unavailable() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("distrustful").await;
    let draft = acme.create(bucket.scope(), json!({})).await;
    let rendered = draft.document("trust-policy.json").await;
    let aws = &world().aws;
    let someone_else = rendered.replace(
        &format!("arn:aws:iam::{}:root", aws.platform.id),
        &format!("arn:aws:iam::{}:root", aws.customer.id),
    );
    assert_ne!(someone_else, rendered);
    trusting(&acme, draft, &someone_else).await;
    assert_unavailable(&acme, &bucket.locator("a.png")).await;
}

#[tokio::test]
async fn a_role_with_the_external_id_of_another_integration_is_unavailable() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("mixed-up").await;
    let other = acme.customer.bucket("other").await;
    let other = acme.create(other.scope(), json!({})).await;
    let draft = acme.create(bucket.scope(), json!({})).await;
    let of_other = other.document("trust-policy.json").await;
    trusting(&acme, draft, &of_other).await;
    assert_unavailable(&acme, &bucket.locator("a.png")).await;
}

#[tokio::test]
async fn a_customer_cannot_lend_the_role_of_another_customer() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("private").await;
    let integration = acme.integration(bucket.scope(), json!({})).await;
    let role_arn = integration.role_arn();

    let mallory = Organization::new().await;
    let options = json!({"role_arn": role_arn});
    mallory.create(bucket.scope(), options).await;
    assert_unavailable(&mallory, &bucket.locator("secret.pdf")).await;
}

#[tokio::test]
async fn a_role_without_the_bucket_presigns_and_s3_refuses() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("forgotten").await;
    bucket.put("a.png", b"bytes").await;
    let draft = acme.create(bucket.scope(), json!({})).await;
    let trust_policy = draft.document("trust-policy.json").await;
    let role_arn = acme.customer.create_role(&trust_policy, &[]).await;
    draft.save(json!({"role_arn": role_arn})).await;
    let refused = acme.fetch(&bucket.locator("a.png")).await;
    assert_eq!(refused.refusal(), (403, "AccessDenied".to_owned()));
}
