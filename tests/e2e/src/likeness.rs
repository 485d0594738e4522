//! What the service relies on AWS for, asked of AWS directly: how the one of this world compares.
use std::time::Duration;

use aws_sdk_iam::error::ProvideErrorMetadata;
use local::platform::execution_config;
use serde_json::json;

use crate::world::{Difference, Organization, s3_url, unique, world};

#[tokio::test]
async fn a_missing_object_is_not_told_to_a_session_that_may_not_list() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("missing").await;
    let browsing = json!({"browsing": true});
    acme.integration(bucket.scope(), browsing).await;
    // The role may list, but not the session: to sign a GET it needs no more than s3:GetObject.
    let refused = acme.fetch(&bucket.locator("missing.png")).await;
    let told = (404, "NoSuchKey".to_owned());
    let not_told = (403, "AccessDenied".to_owned());
    assert_eq!(
        refused.refusal(),
        Difference::MissingIsNoSecret.or(told, not_told)
    );
}

/// Whether a function's session may assume, for so long, a role of the customer that allows twelve
/// hours to these principals.
async fn chains(principal_arn: &str, duration: Duration) -> Result<(), Option<String>> {
    let aws = &world().aws;
    let trust_policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:aws:iam::{}:root", aws.platform.id)},
            "Action": "sts:AssumeRole",
            "Condition": {"ArnLike": {"aws:PrincipalArn": principal_arn}},
        }],
    });
    let iam = aws_sdk_iam::Client::new(&aws.connect(&aws.customer).await);
    let create = iam.create_role().role_name(unique("chained"));
    let create = create.assume_role_policy_document(trust_policy.to_string());
    let role = create.max_session_duration(43_200).send().await.unwrap();
    let role = role.role.unwrap().arn;
    let function = execution_config(aws, "presign").await;
    let assume = aws_sdk_sts::Client::new(&function).assume_role();
    let assume = assume.role_arn(role).role_session_name("likeness");
    let assume = assume.duration_seconds(duration.as_secs().try_into().unwrap());
    let refused = assume.send().await.err();
    refused.map_or(Ok(()), |error| Err(error.code().map(str::to_owned)))
}

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn a_trust_policy_sees_the_role_that_a_session_is_of() {
    let account = &world().aws.platform.id;
    let role = format!("arn:aws:iam::{account}:role/s3-integrations/*");
    let session = format!("arn:aws:sts::{account}:assumed-role/*");
    let denied = Err(Some("AccessDenied".to_owned()));
    let by_role = Difference::PrincipalsAreSessions.or(&denied, &Ok(()));
    let by_session = Difference::PrincipalsAreSessions.or(&Ok(()), &denied);
    assert_eq!(&chains(&role, HOUR).await, by_role);
    assert_eq!(&chains(&session, HOUR).await, by_session);
}

#[tokio::test]
async fn a_session_from_a_session_lasts_an_hour_at_most() {
    let principal = format!("arn:aws:*::{}:*", world().aws.platform.id);
    assert_eq!(chains(&principal, HOUR).await, Ok(()));
    let refused = Err(Some("ValidationError".to_owned()));
    let longer = chains(&principal, HOUR + Duration::from_secs(1)).await;
    assert_eq!(longer, Difference::ChainsAreLong.or(Ok(()), refused));
}

#[tokio::test]
async fn anyone_is_told_the_region_of_a_bucket() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("somewhere").await;
    let head = local::api::http()
        .unwrap()
        .head(format!("{}/{}", s3_url(), bucket.name));
    let answer = head.send().await.unwrap();
    assert_eq!(answer.status(), 403);
    let region = answer.headers().get("x-amz-bucket-region");
    let region = region.map(|region| region.to_str().unwrap());
    let told = Some(local::connection::REGION);
    assert_eq!(region, Difference::RegionsAreSecret.or(None, told));
}

#[tokio::test]
async fn a_managed_policy_has_a_greatest_length() {
    let aws = &world().aws;
    let iam = aws_sdk_iam::Client::new(&aws.connect(&aws.customer).await);
    let bucket = "b".repeat(6144);
    let document = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": format!("arn:aws:s3:::{bucket}/*"),
        }],
    });
    let create = iam.create_policy().policy_name(unique("long"));
    let refused = create
        .policy_document(document.to_string())
        .send()
        .await
        .err();
    let refused = refused.as_ref().and_then(ProvideErrorMetadata::code);
    let limit = Some("LimitExceeded");
    assert_eq!(refused, Difference::PoliciesHaveNoLimit.or(None, limit));
}
