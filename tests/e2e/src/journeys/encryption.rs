//! Objects encrypted with a key of KMS, and what a session may do beside reading.
use aws_sdk_s3::types::ServerSideEncryption;
use serde_json::json;

use crate::world::{Bucket, Difference, Organization, world};

/// A bucket with an object that only users of `key_arn` can read.
async fn encrypted(acme: &Organization, key_arn: &str) -> Bucket {
    let bucket = acme.customer.bucket("encrypted").await;
    let put = bucket
        .s3
        .put_object()
        .bucket(&bucket.name)
        .key("secret.png");
    let put = put
        .server_side_encryption(ServerSideEncryption::AwsKms)
        .ssekms_key_id(key_arn);
    put.body(b"secret".to_vec().into()).send().await.unwrap();
    bucket
}

fn key_arn(id: &str) -> String {
    let account = &world().aws.customer.id;
    format!("arn:aws:kms:us-east-1:{account}:key/{id}")
}

/// How S3 refuses who may not decrypt.
fn denied() -> (u16, String) {
    let denied = (403, "AccessDenied".to_owned());
    Difference::KmsIsNotEnforced.or((200, String::new()), denied)
}

#[tokio::test]
async fn an_encrypted_object_is_readable_once_its_key_is_named_here_and_in_the_role() {
    let acme = Organization::new().await;
    let key_arn = key_arn("1234abcd-12ab-34cd-56ef-1234567890ab");
    let bucket = encrypted(&acme, &key_arn).await;
    let locator = bucket.locator("secret.png");
    let denied = denied();

    let integration = acme.integration(bucket.scope(), json!({})).await;
    assert_eq!(acme.fetch(&locator).await.refusal(), denied);

    let named = integration.save(json!({"kms_key_arns": [key_arn]})).await;
    assert_eq!(acme.fetch(&locator).await.refusal(), denied);

    let updated = named.document("access-policy.json").await;
    acme.customer
        .update_policy(named.role_arn(), &updated)
        .await;
    // Through the same session: AWS asks the role's policies at each request.
    assert_eq!(acme.fetch(&locator).await.object(), b"secret");
}

#[tokio::test]
async fn a_role_that_may_do_everything_reads_no_more_than_the_integration_says() {
    let acme = Organization::new().await;
    let key_arn = key_arn("0987dcba-09fe-87dc-65ba-ab0987654321");
    let bucket = encrypted(&acme, &key_arn).await;
    bucket.put("plain.png", b"plain").await;
    let integration = acme.integration(bucket.scope(), json!({})).await;
    let everything = json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    });
    let role = integration.role_arn();
    acme.customer.grant(role, &everything.to_string()).await;

    let plain = acme.fetch(&bucket.locator("plain.png")).await;
    assert_eq!(plain.object(), b"plain");
    // The session policy has no kms:Decrypt, whatever the role has.
    let secret = acme.fetch(&bucket.locator("secret.png")).await;
    assert_eq!(secret.refusal(), denied());
}
