//! Nothing decides between two integrations that claim the same: the second is refused.
use serde_json::{Value, json};

use super::bodies::{draft, draft_of_all, with};
use super::callers::{admin, create, etag, path};
use super::problems::refused;

/// Asserts that creating `body` is refused, and that the problem names `other`.
async fn assert_conflict(organization: &str, body: &Value, other: &Value) {
    let answer = admin(organization).post("/integrations", body).await;
    let problem = refused(&answer.unwrap(), 409, "scope_conflict");
    assert_eq!(problem["integration_id"], other["id"]);
    let name = other["name"].as_str().unwrap();
    assert!(problem["detail"].as_str().unwrap().contains(name));
}

#[tokio::test]
async fn the_same_bucket_and_prefix_conflict_and_the_other_integration_is_named() {
    let api = admin("conflict");
    let plain = create(&api, &draft("images")).await;
    assert_conflict("conflict", &with(draft("images"), "name", "B"), &plain).await;
    let inside = with(draft("images"), "prefix", "a/");
    let prefixed = create(&api, &inside).await;
    assert_conflict("conflict", &inside, &prefixed).await;
}

#[tokio::test]
async fn different_kinds_prefixes_buckets_and_organisations_do_not_conflict() {
    let api = admin("no-conflict");
    for body in [
        draft("images"),
        draft("video"),
        draft_of_all(&["images", "video"]),
        with(draft("images"), "prefix", "a"),
        with(draft("images"), "prefix", "a/"),
        with(draft_of_all(&["images"]), "prefix", "a/"),
    ] {
        create(&api, &body).await;
    }
    create(&admin("no-conflict-2"), &draft("images")).await;
}

#[tokio::test]
async fn lists_that_share_one_bucket_conflict() {
    let api = admin("overlap");
    let first = create(&api, &draft_of_all(&["aaa", "bbb", "ccc"])).await;
    assert_conflict("overlap", &draft_of_all(&["ccc", "ddd"]), &first).await;
    assert_conflict("overlap", &draft_of_all(&["bbb"]), &first).await;
    create(&api, &draft_of_all(&["ddd"])).await;
}

#[tokio::test]
async fn a_draft_and_a_disabled_integration_claim_their_scope_too() {
    let api = admin("claims");
    let a_draft = create(&api, &draft("images")).await;
    let role = "arn:aws:iam::111122223333:role/reader";
    let disabled = with(with(draft("video"), "role_arn", role), "enabled", false);
    let disabled = create(&api, &disabled).await;
    for (bucket, other) in [("images", a_draft), ("video", disabled)] {
        assert_conflict("claims", &with(draft(bucket), "role_arn", role), &other).await;
    }
}

#[tokio::test]
async fn a_replacement_conflicts_as_a_create_does_but_never_with_itself() {
    let api = admin("conflict-put");
    let images = create(&api, &draft("images")).await;
    let video = create(&api, &draft("video")).await;
    let put = api.put(&path(&video), "\"1\"", &draft("images")).await;
    let problem = refused(&put.unwrap(), 409, "scope_conflict");
    assert_eq!(problem["integration_id"], images["id"]);
    assert_eq!(api.get(&path(&video)).await.unwrap().json, video);

    let renamed = with(draft("video"), "name", "Renamed");
    let put = api.put(&path(&video), "\"1\"", &renamed).await.unwrap();
    assert_eq!(put.status, 200);
    let wider = draft_of_all(&["images", "video"]);
    let put = api.put(&path(&video), "\"2\"", &wider).await.unwrap();
    assert_eq!(put.status, 200);
    // The bucket it had before is free again.
    create(&api, &draft("video")).await;
}

#[tokio::test]
async fn a_deletion_frees_the_scope() {
    let api = admin("free");
    for _ in 0..3 {
        let created = create(&api, &draft("images")).await;
        assert_conflict("free", &draft("images"), &created).await;
        let delete = api.delete(&path(&created), &etag(&created)).await;
        assert_eq!(delete.unwrap().status, 204);
    }
}

#[tokio::test]
async fn a_refused_create_leaves_nothing_behind() {
    let api = admin("nothing-behind");
    let created = create(&api, &draft("images")).await;
    assert_conflict("nothing-behind", &draft("images"), &created).await;
    let list = api.get("/integrations").await.unwrap();
    assert_eq!(list.json["integrations"], json!([created]));
}
