//! An integration for a part of a bucket.
use aws_sdk_s3::types::{Payer, RequestPaymentConfiguration};
use serde_json::json;

use crate::world::{Bucket, Difference, Organization, fetch};

#[tokio::test]
async fn a_prefix_serves_what_is_inside_and_nothing_else() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("shared").await;
    let inside = ["images/a.png", "images/nested/b.png"];
    let outside = ["image.png", "Images/a.png", "/images/a.png", "video/a.mp4"];
    for key in inside.into_iter().chain(outside) {
        bucket.put(key, key.as_bytes()).await;
    }
    let prefix = json!({"prefix": "images/"});
    acme.integration(bucket.scope(), prefix).await;
    for key in inside {
        let served = acme.fetch(&bucket.locator(key)).await;
        assert_eq!(served.object(), key.as_bytes());
    }
    for key in outside {
        let refused = acme.presign(&bucket.locator(key)).await;
        assert_eq!(refused.status, 404, "{key}");
        assert_eq!(refused.text_at("/code"), "no_integration", "{key}");
    }
}

#[tokio::test]
async fn the_characters_of_iam_patterns_in_a_prefix_are_just_characters() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("shared").await;
    let prefix = "a*b?c${aws:username}/é/";
    let key = format!("{prefix}1.png");
    bucket.put(&key, b"inside").await;
    acme.integration(bucket.scope(), json!({"prefix": prefix}))
        .await;
    let served = acme.fetch(&bucket.locator(&key)).await;
    if Difference::EscapesAreText.is_here() {
        assert_eq!(served.refusal(), (403, "AccessDenied".to_owned()));
    } else {
        assert_eq!(served.object(), b"inside");
    }
}

#[tokio::test]
async fn the_requester_pays_by_the_url_alone() {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("expensive").await;
    bucket.put("a.png", b"bytes").await;
    let integration = acme.integration(bucket.scope(), json!({})).await;
    let free = acme.url(&bucket.locator("a.png")).await;
    assert_eq!(fetch(&free).await.object(), b"bytes");

    requester_pays(&bucket).await;
    let (refused, served) = ((403, "AccessDenied".to_owned()), (200, String::new()));
    let expected = Difference::OwnersHaveToPay.or(refused, served);
    assert_eq!(fetch(&free).await.refusal(), expected);

    integration.save(json!({"requester_pays": true})).await;
    let paid = acme.url(&bucket.locator("a.png")).await;
    assert!(paid.contains("x-amz-request-payer=requester"), "{paid}");
    assert_eq!(fetch(&paid).await.object(), b"bytes");
}

/// "Requester pays: Enable", in the properties of the bucket.
async fn requester_pays(bucket: &Bucket) {
    let enabled = RequestPaymentConfiguration::builder().payer(Payer::Requester);
    let put = bucket.s3.put_bucket_request_payment().bucket(&bucket.name);
    let put = put.request_payment_configuration(enabled.build().unwrap());
    put.send().await.unwrap();
}
