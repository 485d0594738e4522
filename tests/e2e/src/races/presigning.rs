//! Locators are presigned while their integration changes.
use std::sync::atomic::{AtomicBool, Ordering};

use futures::future::{join, join_all};
use serde_json::{Value, json};

use super::partition::Partition;
use crate::contract::problems::refused;
use crate::world::{Integration, Organization, world};

/// How many presign at once.
const READERS: usize = 50;

/// An organisation, an integration of it, and a locator.
async fn serving() -> (Organization, Integration, String) {
    let acme = Organization::new().await;
    let bucket = acme.customer.bucket("images").await;
    let integration = acme.integration(bucket.scope(), json!({})).await;
    let locator = bucket.locator("a.png");
    acme.presign(&locator).await.success().unwrap();
    (acme, integration, locator)
}

/// Asserts that the table holds these integrations of the organisation, at these versions, and
/// nothing that must not be.
async fn assert_stored(acme: &Organization, integrations: &[&Integration]) {
    let partition = Partition::scan(world(), &acme.name).await;
    let versions = integrations.iter().map(|integration| {
        let version = integration.json["version"].as_u64().unwrap();
        (integration.id().to_owned(), version)
    });
    assert_eq!(partition.versions, versions.collect());
}

/// Presigns all the while that `change` takes. Asserts that of what is asked after its answer
/// nothing is presigned, and of what is asked before nothing is refused for another reason.
async fn ends_with<T>(
    acme: &Organization,
    locator: &str,
    change: impl Future<Output = T>,
    end: (u16, &str),
) -> T {
    let is_answered = AtomicBool::new(false);
    let change = async {
        let changed = change.await;
        is_answered.store(true, Ordering::SeqCst);
        changed
    };
    let presign = async || {
        loop {
            let is_after = is_answered.load(Ordering::SeqCst);
            let answer = acme.presign(locator).await;
            if is_after || answer.status != 200 {
                refused(&answer, end.0, end.1);
            }
            if is_after {
                return;
            }
        }
    };
    let (changed, _) = join(change, join_all((0..READERS).map(|_| presign()))).await;
    changed
}

#[tokio::test]
async fn once_an_integration_is_disabled_nothing_is_presigned() {
    let (acme, mut integration, locator) = serving().await;
    for _ in 0..2 {
        let disable = integration.save(json!({"enabled": false}));
        integration = ends_with(&acme, &locator, disable, (409, "integration_disabled")).await;
        assert_stored(&acme, &[&integration]).await;
        integration = integration.save(json!({"enabled": true})).await;
        acme.presign(&locator).await.success().unwrap();
    }
}

#[tokio::test]
async fn once_an_integration_is_deleted_nothing_is_presigned() {
    let (acme, integration, locator) = serving().await;
    let path = integration.path();
    let delete = acme.admin.delete(&path, "*");
    let deleted = ends_with(&acme, &locator, delete, (404, "no_integration")).await;
    deleted.unwrap().success().unwrap();
    assert_stored(&acme, &[]).await;
}

/// Two ways to serve the same locator that differ in everything a URL shows.
fn sides() -> [Value; 2] {
    ["a", "b"].map(|side| {
        json!({
            "name": side,
            "endpoint_url": format!("https://{side}.example"),
            "region": if side == "a" { "eu-west-1" } else { "eu-west-2" },
            "requester_pays": side == "b",
        })
    })
}

/// Whether a URL shows one of these settings throughout.
fn is_of(url: &str, side: &Value) -> bool {
    let text = |name: &str| side[name].as_str().unwrap();
    let is_paid = url.contains("x-amz-request-payer=requester");
    url.starts_with(&format!("{}/", text("endpoint_url")))
        && url.contains(&format!("%2F{}%2Fs3%2F", text("region")))
        && side["requester_pays"] == is_paid
}

#[tokio::test]
async fn an_integration_never_serves_half_of_two_versions() {
    let (acme, integration, locator) = serving().await;
    let sides = sides();
    let mut integration = integration.save(sides[0].clone()).await;
    let path = integration.path();
    let is_over = AtomicBool::new(false);
    let write = async {
        for n in 1..=4 {
            integration = integration.save(sides[n % 2].clone()).await;
        }
        is_over.store(true, Ordering::SeqCst);
        integration
    };
    let read = async || {
        while !is_over.load(Ordering::SeqCst) {
            let shown = acme.admin.get(&path).await.unwrap().json;
            let is_whole = |side: &Value| {
                let fields = side.as_object().unwrap();
                fields.iter().all(|(name, value)| shown[name] == *value)
            };
            assert!(sides.iter().any(is_whole), "{shown}");
            let url = acme.url(&locator).await;
            assert!(sides.iter().any(|side| is_of(&url, side)), "{}", &url[..80]);
        }
    };
    let (integration, _) = join(write, join_all((0..READERS).map(|_| read()))).await;
    assert_stored(&acme, &[&integration]).await;
}
