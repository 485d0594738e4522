//! Lists come in pages.
use local::api::Api;
use reqwest::Method;
use serde_json::{Value, json};

use super::bodies::draft;
use super::callers::{admin, create, member};
use super::problems::{pointers, refused};

/// The pages of a list, each as the ids on it.
async fn pages(api: &Api, limit: usize) -> Vec<Vec<Value>> {
    let mut pages = vec![];
    let mut path = format!("/integrations?limit={limit}");
    loop {
        let page = api.get(&path).await.unwrap().success().unwrap().json;
        let integrations = page["integrations"].as_array().unwrap();
        pages.push(integrations.iter().map(|i| i["id"].clone()).collect());
        match &page["next_cursor"] {
            Value::Null => return pages,
            cursor => {
                let cursor = cursor.as_str().unwrap();
                path = format!("/integrations?limit={limit}&cursor={cursor}");
            }
        }
    }
}

/// The ids of `count` new integrations, in order of creation.
async fn create_many(api: &Api, count: usize) -> Vec<Value> {
    let mut ids = vec![];
    for n in 0..count {
        let created = create(api, &draft(&format!("bucket-{n}"))).await;
        ids.push(created["id"].clone());
    }
    ids
}

#[tokio::test]
async fn pages_hold_everything_once_in_order_of_creation() {
    let ids = create_many(&admin("pages"), 7).await;
    let api = member("pages");
    for (limit, lengths) in [
        (3, vec![3, 3, 1]),
        (1, vec![1; 7]),
        (6, vec![6, 1]),
        (7, vec![7]),
        (100, vec![7]),
    ] {
        let pages = pages(&api, limit).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), lengths);
        assert_eq!(pages.concat(), ids);
    }
}

#[tokio::test]
async fn an_exact_multiple_gives_no_empty_last_page() {
    let ids = create_many(&admin("multiple"), 6).await;
    let pages = pages(&member("multiple"), 3).await;
    assert_eq!(pages, [&ids[..3], &ids[3..]]);
}

#[tokio::test]
async fn an_organisation_without_integrations_has_one_empty_page() {
    let list = member("empty").get("/integrations").await.unwrap();
    assert_eq!(list.json, json!({"integrations": [], "next_cursor": null}));
}

#[tokio::test]
async fn a_cursor_survives_the_deletion_of_what_it_names() {
    let api = admin("deleted-cursor");
    let ids = create_many(&api, 4).await;
    let first = api.get("/integrations?limit=2").await.unwrap();
    let path = format!("/integrations/{}", ids[1].as_str().unwrap());
    assert_eq!(api.delete(&path, "\"1\"").await.unwrap().status, 204);
    let cursor = first.text_at("/next_cursor");
    let next = api.get(&format!("/integrations?cursor={cursor}")).await;
    let next = next.unwrap().json;
    assert_eq!(next["integrations"][0]["id"], ids[2]);
    assert_eq!(next["integrations"][1]["id"], ids[3]);
}

#[tokio::test]
async fn a_cursor_of_another_organisation_shows_nothing_of_it() {
    let (theirs, ours) = (admin("cursor-theirs"), admin("cursor-ours"));
    create_many(&ours, 1).await;
    create_many(&theirs, 3).await;
    let late = create(&ours, &draft("late")).await;
    let page = theirs.get("/integrations?limit=1").await.unwrap();
    let cursor = page.text_at("/next_cursor");
    let page = ours.get(&format!("/integrations?cursor={cursor}")).await;
    assert_eq!(page.unwrap().json["integrations"], json!([late]));
}

#[tokio::test]
async fn what_is_no_cursor_is_refused() {
    let api = member("forged");
    let id = "aW50XzAxazJmNHo4ZTZxczN2bjl4N2M1ZDBhYjFt"; // int_01k2f4z8e6qs3vn9x7c5d0ab1m
    assert!(
        api.get(&format!("/integrations?cursor={id}"))
            .await
            .unwrap()
            .status
            .is_success()
    );
    for cursor in [
        "",
        "x",
        "null",
        "int_01k2f4z8e6qs3vn9x7c5d0ab1m",
        "T1JHI2FjbWU",
        &id[1..],
        &format!("{id}{id}"),
        &format!("{id}="),
        "../../etc/passwd",
    ] {
        let request = api.request(Method::GET, "/integrations");
        let request = request.query(&[("cursor", cursor)]);
        let answer = local::api::Answer::of(request).await.unwrap();
        let problem = refused(&answer, 400, "invalid_request");
        assert_eq!(pointers(&problem), ["/cursor"], "{cursor}");
    }
}

#[tokio::test]
async fn every_bad_parameter_is_named_at_once() {
    let api = member("parameters");
    for (query, expected) in [
        ("limit=0", vec!["/limit"]),
        ("limit=101", vec!["/limit"]),
        ("limit=-1", vec!["/limit"]),
        ("limit=ten", vec!["/limit"]),
        ("limit=", vec!["/limit"]),
        ("limit=3&limit=4", vec!["/limit"]),
        ("Limit=3", vec!["/Limit"]),
        ("a/b=1&a/b=2", vec!["/a~1b", "/a~1b"]),
        (
            "limit=0&cursor=x&page=2",
            vec!["/limit", "/cursor", "/page"],
        ),
    ] {
        let answer = api.get(&format!("/integrations?{query}")).await.unwrap();
        let problem = refused(&answer, 400, "invalid_request");
        let (mut found, mut expected) = (pointers(&problem), expected);
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{query}");
    }
}
