//! How long a URL lives, and that it says so.
use std::time::Duration;

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use reqwest::Url;
use serde_json::{Value, json};

use crate::world::{Bucket, Difference, Organization, fetch};

async fn connected(acme: &Organization) -> Bucket {
    let bucket = acme.customer.bucket("lives").await;
    bucket.put("a.png", b"bytes").await;
    acme.integration(bucket.scope(), json!({})).await;
    bucket
}

/// The oldest signature that the customers of [`limited`] let pass.
const OLDEST: SignedDuration = SignedDuration::from_secs(4);

/// The locator of an object that the role may read by a young signature only.
async fn limited(acme: &Organization, stable_urls: bool) -> String {
    let bucket = acme.customer.bucket("limited").await;
    bucket.put("a.png", b"bytes").await;
    let options = json!({"stable_urls": stable_urls});
    let integration = acme.integration(bucket.scope(), options).await;
    let oldest = OLDEST.as_millis().to_string();
    let deny = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Deny",
            "Action": "s3:GetObject",
            "Resource": "*",
            "Condition": {"NumericGreaterThan": {"s3:signatureAge": oldest}},
        }],
    });
    let role_arn = integration.role_arn();
    acme.customer.grant(role_arn, &deny.to_string()).await;
    bucket.locator("a.png")
}

/// When a URL was signed, and when it ends, in its own words.
fn life(presigned: &Value) -> (Timestamp, Timestamp) {
    let url: Url = presigned["presigned_url"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let value = |name| {
        let pair = url.query_pairs().find(|(other, _)| other == name);
        pair.unwrap().1.into_owned()
    };
    let signed = DateTime::strptime("%Y%m%dT%H%M%SZ", value("X-Amz-Date")).unwrap();
    let signed = signed.to_zoned(TimeZone::UTC).unwrap().timestamp();
    let seconds = value("X-Amz-Expires").parse().unwrap();
    (signed, signed + SignedDuration::from_secs(seconds))
}

#[tokio::test]
async fn expires_at_is_what_the_url_itself_says() {
    let acme = Organization::new().await;
    let locator = connected(&acme).await.locator("a.png");
    for (expires_in, limited_by) in [(60, "requested"), (900, "requested"), (3600, "session")] {
        let asked_at = (local::clock::system())();
        let options = json!({"expires_in": expires_in});
        let presigned = acme.presign_with(&locator, options).await;
        assert_eq!(presigned["limited_by"], limited_by, "{presigned}");
        let expires_at: Timestamp = presigned["expires_at"].as_str().unwrap().parse().unwrap();
        let (_, ends_at) = life(&presigned);
        assert_eq!(expires_at, ends_at);
        let lives = asked_at.duration_until(ends_at);
        let asked = SignedDuration::from_secs(expires_in);
        if limited_by == "requested" {
            assert!(lives >= asked - SignedDuration::from_secs(1), "{lives:?}");
        } else {
            assert!(lives <= asked, "{lives:?}");
        }
    }
}

#[tokio::test]
async fn a_locator_keeps_its_url_so_that_browsers_can_cache_the_picture() {
    let acme = Organization::new().await;
    let locator = connected(&acme).await.locator("a.png");
    let mut urls = vec![];
    for _ in 0..3 {
        urls.push(acme.url(&locator).await);
    }
    // A window may end between two of them, but not twice.
    assert!(urls.windows(2).any(|pair| pair[0] == pair[1]), "{urls:?}");
}

#[tokio::test]
async fn a_customer_who_refuses_old_signatures_switches_stable_urls_off() {
    let acme = Organization::new().await;
    let (stable, fresh) = (limited(&acme, true).await, limited(&acme, false).await);
    // The session of `fresh` begins as well: no signature is older than its session.
    acme.url(&fresh).await;
    let now = local::clock::system();
    let too_old = loop {
        let presigned = acme.presign_with(&stable, json!({})).await;
        let (signed_at, _) = life(&presigned);
        if now().duration_since(signed_at) > OLDEST {
            break presigned;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    let refused = fetch(too_old["presigned_url"].as_str().unwrap()).await;
    let (served, refusal) = ((200, String::new()), (403, "AccessDenied".to_owned()));
    let expected = Difference::SignaturesHaveNoAge.or(served, refusal);
    assert_eq!(refused.refusal(), expected);

    let asked_at = now();
    let presigned = acme.presign_with(&fresh, json!({"expires_in": 600})).await;
    let (signed_at, ends_at) = life(&presigned);
    assert!((asked_at.as_second()..=now().as_second()).contains(&signed_at.as_second()));
    assert_eq!(ends_at, signed_at + SignedDuration::from_mins(10));
    assert_eq!(presigned["expires_at"], ends_at.to_string());
    let url = presigned["presigned_url"].as_str().unwrap();
    assert_eq!(fetch(url).await.object(), b"bytes");

    let redirect = acme.admin.get_for("/objects", &fresh).await.unwrap();
    assert_eq!(redirect.header("cache-control"), "no-store");
}

#[tokio::test]
async fn an_expired_url_is_refused() {
    let acme = Organization::new().await;
    let locator = connected(&acme).await.locator("a.png");
    let brief = acme.presign_with(&locator, json!({"expires_in": 1})).await;
    tokio::time::sleep(Duration::from_millis(2100)).await;
    let refused = fetch(brief["presigned_url"].as_str().unwrap()).await;
    assert_eq!(refused.refusal(), (403, "AccessDenied".to_owned()));
    assert!(String::from_utf8_lossy(&refused.bytes).contains("Request has expired"));
}

#[tokio::test]
async fn no_url_lives_longer_than_an_hour() {
    let acme = Organization::new().await;
    let locators = [connected(&acme).await.locator("a.png")];
    for expires_in in [json!(0), json!(3601), json!(-1), json!(1.5), json!("60")] {
        let options = json!({"expires_in": expires_in});
        let refused = acme.presign_all(&locators, options).await;
        assert_eq!(refused.status, 400, "{expires_in}");
        assert_eq!(refused.text_at("/errors/0/pointer"), "/expires_in");
    }
}
