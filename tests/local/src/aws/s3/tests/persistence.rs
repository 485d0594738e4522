//! What outlives the process, and what a write costs.
use std::time::Instant;

use aws_sdk_s3::types::BucketVersioningStatus;
use bytes::Bytes;
use futures::stream;
use jiff::Timestamp;
use tempfile::TempDir;

use super::world::World;
use crate::aws::s3::store::{Attributes, Settings, Store, Versioning};

#[tokio::test]
async fn a_store_that_is_opened_again_holds_the_same() {
    let world = World::start().await;
    world.set_versioning(BucketVersioningStatus::Enabled).await;
    let one = world.put("k", b"one").await.unwrap();
    world.put("k", b"two").await;
    world.put("gone", b"x").await;
    world
        .owner()
        .delete_object()
        .bucket("pictures")
        .key("gone")
        .send()
        .await
        .unwrap();
    let before = world
        .owner()
        .list_object_versions()
        .bucket("pictures")
        .send()
        .await
        .unwrap();

    let world = World::open(world.stop()).await;
    let after = world
        .owner()
        .list_object_versions()
        .bucket("pictures")
        .send()
        .await
        .unwrap();
    assert_eq!(after.versions(), before.versions());
    assert_eq!(after.delete_markers(), before.delete_markers());
    let get = world
        .owner()
        .get_object()
        .bucket("pictures")
        .key("k")
        .version_id(one);
    let body = get
        .send()
        .await
        .unwrap()
        .body
        .collect()
        .await
        .unwrap()
        .into_bytes();
    assert_eq!(body, "one");
    world.put("k", b"three").await;
    let after = world
        .owner()
        .list_object_versions()
        .bucket("pictures")
        .send()
        .await
        .unwrap();
    assert_eq!(after.versions().len(), before.versions().len() + 1);
}

#[tokio::test]
async fn nothing_is_left_of_deleted_objects_and_failed_writes() {
    let world = World::start().await;
    world.put("k", b"one").await;
    world.put("k", b"two").await;
    world
        .owner()
        .delete_object()
        .bucket("pictures")
        .key("k")
        .send()
        .await
        .unwrap();
    let put = world
        .owner()
        .put_object()
        .bucket("pictures")
        .key("k")
        .content_md5("XrY7u+Ae7tCTyyK7j1rNww==");
    put.send().await.unwrap_err();
    let files = |folder: &str| {
        let entries = std::fs::read_dir(world.folder.path().join(folder)).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name())
            .collect::<Vec<_>>()
    };
    assert_eq!(files("pictures"), ["bucket.json"]);
    assert!(files(".spool").is_empty());
}

#[tokio::test]
async fn a_write_costs_the_same_in_a_full_bucket() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let settings = Settings {
        region: "us-east-1".into(),
        account: "111122223333".into(),
        created: Timestamp::UNIX_EPOCH,
        versioning: Versioning::Enabled,
        cors: Vec::new(),
        requester_pays: false,
    };
    store.create_bucket("pictures", settings).unwrap();
    let put = async |number: u32| {
        let body = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"hello"))]);
        let spooled = store.spool(body).await.unwrap();
        let key = format!("key/{number}");
        store
            .put(
                "pictures",
                &key,
                spooled,
                Attributes::default(),
                Timestamp::UNIX_EPOCH,
            )
            .unwrap();
    };
    for number in 0..2_000 {
        put(number).await;
    }
    let start = Instant::now();
    for number in 0..100 {
        put(number).await;
    }
    let each = start.elapsed() / 100;
    assert!(each.as_millis() < 10, "{each:?}");
}
