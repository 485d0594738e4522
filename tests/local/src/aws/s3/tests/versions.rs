//! Versions and delete markers.
use aws_sdk_s3::types::{BucketVersioningStatus, Delete, ObjectIdentifier};

use super::world::{World, refusal, refused};

#[tokio::test]
async fn every_write_keeps_the_versions_before_it() {
    let world = World::start().await;
    world.put("k", b"before").await;
    world.set_versioning(BucketVersioningStatus::Enabled).await;
    let one = world.put("k", b"one").await.unwrap();
    let two = world.put("k", b"two").await.unwrap();
    assert_ne!(one, two);
    assert_eq!(one.len(), 32);
    for (id, body) in [
        (Some("null"), "before"),
        (Some(&one), "one"),
        (Some(&two), "two"),
        (None, "two"),
    ] {
        let get = world.owner().get_object().bucket("pictures").key("k");
        let get = get
            .set_version_id(id.map(str::to_owned))
            .send()
            .await
            .unwrap();
        assert_eq!(get.version_id(), Some(id.unwrap_or(&two)));
        assert_eq!(get.body.collect().await.unwrap().into_bytes(), body);
    }
}

#[tokio::test]
async fn a_delete_marker_hides_and_can_be_removed() {
    let world = World::start().await;
    world.set_versioning(BucketVersioningStatus::Enabled).await;
    let version = world.put("k", b"one").await.unwrap();
    let deleted = world
        .owner()
        .delete_object()
        .bucket("pictures")
        .key("k")
        .send()
        .await
        .unwrap();
    assert_eq!(deleted.delete_marker(), Some(true));
    let marker = deleted.version_id().unwrap();

    let url = world.presign(&world.owner(), "k").await;
    let hidden = world.get(url.uri()).await;
    assert_eq!(hidden.headers()["x-amz-delete-marker"], "true");
    assert_eq!(hidden.headers()["x-amz-version-id"], marker);
    assert_eq!(refused(hidden).await, (404, "NoSuchKey".into()));
    let get = || world.owner().get_object().bucket("pictures").key("k");
    let error = get().version_id(marker).send().await.unwrap_err();
    assert_eq!(refusal(&error), (405, "MethodNotAllowed".into()));
    get().version_id(&version).send().await.unwrap();

    let undo = world
        .owner()
        .delete_object()
        .bucket("pictures")
        .key("k")
        .version_id(marker);
    assert_eq!(undo.send().await.unwrap().delete_marker(), Some(true));
    get().send().await.unwrap();
}

#[tokio::test]
async fn a_suspended_bucket_replaces_its_null_version_only() {
    let world = World::start().await;
    world.set_versioning(BucketVersioningStatus::Enabled).await;
    let kept = world.put("k", b"kept").await.unwrap();
    world
        .set_versioning(BucketVersioningStatus::Suspended)
        .await;
    world.put("k", b"null one").await;
    world.put("k", b"null two").await;
    let listed = world
        .owner()
        .list_object_versions()
        .bucket("pictures")
        .send()
        .await
        .unwrap();
    let ids: Vec<_> = listed
        .versions()
        .iter()
        .map(|it| it.version_id().unwrap())
        .collect();
    assert_eq!(ids, ["null", &kept]);
}

#[tokio::test]
async fn versions_are_listed_newest_first_in_pages() {
    let world = World::start().await;
    world.set_versioning(BucketVersioningStatus::Enabled).await;
    let mut written = Vec::new();
    for key in ["a", "a", "a", "b"] {
        written.push((key.to_owned(), world.put(key, b"x").await.unwrap(), false));
    }
    let marker = world
        .owner()
        .delete_object()
        .bucket("pictures")
        .key("a")
        .send()
        .await
        .unwrap();
    written.insert(3, ("a".into(), marker.version_id.unwrap(), true));
    written[..4].reverse();

    let (mut listed, mut key, mut id) = (Vec::new(), None, None);
    loop {
        let list = world
            .owner()
            .list_object_versions()
            .bucket("pictures")
            .max_keys(2);
        let page = list
            .set_key_marker(key)
            .set_version_id_marker(id)
            .send()
            .await
            .unwrap();
        let markers = page
            .delete_markers()
            .iter()
            .map(|it| (it.key(), it.version_id(), it.is_latest(), true));
        let versions = page
            .versions()
            .iter()
            .map(|it| (it.key(), it.version_id(), it.is_latest(), false));
        for (key, id, latest, is_marker) in markers.chain(versions) {
            assert_eq!(latest, Some(is_marker || key == Some("b")));
            listed.push((key.unwrap().to_owned(), id.unwrap().to_owned(), is_marker));
        }
        if page.is_truncated() != Some(true) {
            break;
        }
        (key, id) = (page.next_key_marker, page.next_version_id_marker);
    }
    assert_eq!(listed, written);
}

#[tokio::test]
async fn ids_that_cannot_be_and_ids_that_are_not_there_differ() {
    let world = World::start().await;
    world.put("k", b"x").await;
    let get = || world.owner().get_object().bucket("pictures").key("k");
    let error = get().version_id("nonsense").send().await.unwrap_err();
    assert_eq!(refusal(&error), (400, "InvalidArgument".into()));
    let error = get().version_id("x".repeat(32)).send().await.unwrap_err();
    assert_eq!(refusal(&error), (404, "NoSuchVersion".into()));
}

#[tokio::test]
async fn many_are_deleted_each_by_itself() {
    let world = World::start().await;
    world
        .people
        .deny("s3:DeleteObject", "arn:aws:s3:::pictures/kept");
    for key in ["kept", "gone"] {
        world.put(key, b"x").await;
    }
    let objects = ["kept", "gone", "never there"];
    let objects = objects
        .map(|key| ObjectIdentifier::builder().key(key).build().unwrap())
        .to_vec();
    let delete = Delete::builder()
        .set_objects(Some(objects))
        .build()
        .unwrap();
    let answer = world
        .owner()
        .delete_objects()
        .bucket("pictures")
        .delete(delete)
        .send()
        .await
        .unwrap();
    let deleted: Vec<_> = answer
        .deleted()
        .iter()
        .map(|it| it.key().unwrap())
        .collect();
    assert_eq!(deleted, ["gone", "never there"]);
    assert_eq!(answer.errors()[0].key(), Some("kept"));
    assert_eq!(answer.errors()[0].code(), Some("AccessDenied"));
    let listed = world
        .owner()
        .list_objects_v2()
        .bucket("pictures")
        .send()
        .await
        .unwrap();
    assert_eq!(listed.contents()[0].key(), Some("kept"));
}
