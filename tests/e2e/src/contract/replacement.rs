//! Replacing and deleting, under `If-Match`.
use local::api::Answer;
use reqwest::Method;
use serde_json::json;

use super::bodies::{draft, every_field, with};
use super::callers::{admin, caller, create, etag, path};
use super::problems::refused;

#[tokio::test]
async fn a_replacement_replaces_every_field() {
    let ada = caller("replace", "ada", &["admin"]);
    let bob = caller("replace", "bob", &["admin"]);
    let created = create(&ada, &every_field()).await;

    let replaced = bob.put(&path(&created), "\"1\"", &draft("images")).await;
    let replaced = replaced.unwrap();
    assert_eq!(replaced.status, 200);
    assert_eq!(replaced.header("etag"), "\"2\"");
    let fresh = create(&admin("replace-fresh"), &draft("images")).await;
    for (field, value) in replaced.json.as_object().unwrap() {
        let expected = match field.as_str() {
            "id" | "external_id" | "created_at" | "created_by" => &created[field],
            "version" => &json!(2),
            "updated_by" => &json!("bob"),
            "updated_at" => continue,
            // What is left out falls back to its default, as in a create.
            _ => &fresh[field],
        };
        assert_eq!(value, expected, "{field}");
    }
    assert!(replaced.text_at("/updated_at") >= replaced.text_at("/created_at"));
    let read = ada.get(&path(&created)).await.unwrap();
    assert_eq!(read.json, replaced.json);
    assert_eq!(read.header("etag"), "\"2\"");
}

#[tokio::test]
async fn a_change_needs_if_match() {
    let api = admin("no-if-match");
    let created = create(&api, &draft("images")).await;
    let put = api.request(Method::PUT, &path(&created));
    let put = Answer::of(put.json(&draft("video"))).await.unwrap();
    refused(&put, 428, "precondition_required");
    let delete = api.request(Method::DELETE, &path(&created));
    let delete = Answer::of(delete).await.unwrap();
    refused(&delete, 428, "precondition_required");
    assert_eq!(api.get(&path(&created)).await.unwrap().json, created);
}

#[tokio::test]
async fn a_change_of_another_version_is_refused() {
    let api = admin("stale");
    let created = create(&api, &draft("images")).await;
    let renamed = with(draft("images"), "name", "Renamed");
    let current = api.put(&path(&created), "\"1\"", &renamed).await.unwrap();
    assert_eq!(current.status, 200);
    for tag in ["\"1\"", "\"3\"", "\"0\"", "2", "W/\"2\"", "x", ""] {
        let put = api.put(&path(&created), tag, &draft("video")).await;
        refused(&put.unwrap(), 412, "version_mismatch");
        let delete = api.delete(&path(&created), tag).await;
        refused(&delete.unwrap(), 412, "version_mismatch");
    }
    assert_eq!(api.get(&path(&created)).await.unwrap().json, current.json);
}

#[tokio::test]
async fn if_match_takes_a_list_and_an_asterisk() {
    let api = admin("if-match");
    let created = create(&api, &draft("images")).await;
    for (tag, version) in [("\"7\", \"1\"", 2), ("*", 3)] {
        let put = api.put(&path(&created), tag, &draft("images")).await;
        assert_eq!(put.unwrap().success().unwrap().json["version"], version);
    }
}

#[tokio::test]
async fn a_replacement_by_itself_is_a_version_of_its_own() {
    let api = admin("same-again");
    let created = create(&api, &draft("images")).await;
    for version in 2..5 {
        let current = api.get(&path(&created)).await.unwrap().json;
        let put = api
            .put(&path(&created), &etag(&current), &draft("images"))
            .await;
        assert_eq!(put.unwrap().json["version"], version);
    }
}

#[tokio::test]
async fn what_is_deleted_is_gone() {
    let api = admin("delete");
    let created = create(&api, &draft("images")).await;
    let deleted = api.delete(&path(&created), "\"1\"").await.unwrap();
    assert_eq!((deleted.status.as_u16(), &*deleted.text), (204, ""));
    assert_ne!(deleted.header("x-request-id"), "");

    let get = api.get(&path(&created)).await.unwrap();
    refused(&get, 404, "not_found");
    let again = api.delete(&path(&created), "\"1\"").await.unwrap();
    refused(&again, 404, "not_found");
    let put = api.put(&path(&created), "\"1\"", &draft("images")).await;
    refused(&put.unwrap(), 404, "not_found");
    let policies = api.get(&format!("{}/policies", path(&created))).await;
    refused(&policies.unwrap(), 404, "not_found");
    let list = api.get("/integrations").await.unwrap();
    assert_eq!(list.json["integrations"], json!([]));
}
