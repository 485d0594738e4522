//! How long a URL lives, and that it says so.
use std::time::Duration;

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use reqwest::Url;
use serde_json::{Value, json};

use crate::world::{Bucket, Organization, fetch};

async fn connected(acme: &Organization) -> Bucket {
    let bucket = acme.customer.bucket("lives").await;
    bucket.put("a.png", b"bytes").await;
    acme.integration(bucket.scope(), json!({})).await;
    bucket
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
