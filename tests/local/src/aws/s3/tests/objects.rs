//! Reading and writing objects.
use aws_sdk_s3::primitives::{ByteStream, DateTime};
use aws_sdk_s3::types::MetadataDirective;

use super::world::{World, for_seconds, refusal};

#[tokio::test]
async fn an_object_comes_back_as_it_was_written() {
    let world = World::start().await;
    let put = world.owner().put_object().bucket("pictures").key("a.png");
    let put = put
        .content_type("image/png")
        .cache_control("no-cache")
        .metadata("taken-by", "Ada");
    let put = put
        .body(ByteStream::from_static(b"hello"))
        .send()
        .await
        .unwrap();
    assert_eq!(put.e_tag(), Some("\"5d41402abc4b2a76b9719d911017c592\""));
    assert_eq!(put.version_id(), None);

    let get = world
        .owner()
        .get_object()
        .bucket("pictures")
        .key("a.png")
        .send()
        .await
        .unwrap();
    assert_eq!(get.e_tag(), put.e_tag());
    assert_eq!(get.content_type(), Some("image/png"));
    assert_eq!(get.cache_control(), Some("no-cache"));
    assert_eq!(get.content_length(), Some(5));
    assert_eq!(get.accept_ranges(), Some("bytes"));
    assert_eq!(get.metadata().unwrap()["taken-by"], "Ada");
    assert!(get.last_modified().is_some());
    assert_eq!(get.body.collect().await.unwrap().into_bytes(), "hello");

    let head = world
        .owner()
        .head_object()
        .bucket("pictures")
        .key("a.png")
        .send()
        .await
        .unwrap();
    assert_eq!(
        (head.content_length(), head.content_type()),
        (Some(5), Some("image/png"))
    );
}

#[tokio::test]
async fn nothing_and_megabytes_come_back_whole() {
    let world = World::start().await;
    let large: Vec<u8> = (0_u32..1_000_000).flat_map(u32::to_le_bytes).collect();
    for body in [Vec::new(), large] {
        let put = world
            .owner()
            .put_object()
            .bucket("pictures")
            .key("x")
            .body(body.clone().into());
        put.send().await.unwrap();
        let get = world
            .owner()
            .get_object()
            .bucket("pictures")
            .key("x")
            .send()
            .await
            .unwrap();
        assert_eq!(get.content_type(), Some("application/octet-stream"));
        assert_eq!(get.body.collect().await.unwrap().into_bytes(), body);
    }
}

#[tokio::test]
async fn ranges_are_sent_in_part() {
    let world = World::start().await;
    world.put("digits", b"0123456789").await;
    let url = world.presign(&world.owner(), "digits").await;
    let get = |range: &'static str| {
        let request = crate::api::http()
            .unwrap()
            .get(url.uri())
            .header("range", range);
        async move { request.send().await.unwrap() }
    };
    for (range, content_range, body) in [
        ("bytes=2-4", "bytes 2-4/10", "234"),
        ("bytes=7-", "bytes 7-9/10", "789"),
        ("bytes=-1", "bytes 9-9/10", "9"),
        ("bytes=8-99", "bytes 8-9/10", "89"),
    ] {
        let response = get(range).await;
        assert_eq!(response.status(), 206);
        assert_eq!(response.headers()["content-range"], content_range);
        assert_eq!(response.headers()["content-length"], body.len().to_string());
        assert_eq!(response.text().await.unwrap(), body);
    }
    assert_eq!(get("bytes=10-").await.status(), 416);
    for ignored in ["bytes=0-1,4-5", "bytes=5-2", "lines=1-2"] {
        let response = get(ignored).await;
        assert_eq!(response.status(), 200, "{ignored}");
        assert_eq!(response.text().await.unwrap(), "0123456789");
    }
}

#[tokio::test]
async fn conditions_decide_whether_the_bytes_are_sent() {
    let world = World::start().await;
    world.put("a", b"hello").await;
    let head = world
        .owner()
        .head_object()
        .bucket("pictures")
        .key("a")
        .send()
        .await
        .unwrap();
    let (etag, written) = (head.e_tag().unwrap(), *head.last_modified().unwrap());
    let earlier = DateTime::from_secs(written.secs() - 60);
    let get = || world.owner().get_object().bucket("pictures").key("a");

    get()
        .if_match(etag)
        .if_unmodified_since(earlier)
        .send()
        .await
        .unwrap();
    get().if_none_match("\"other\"").send().await.unwrap();
    get().if_modified_since(earlier).send().await.unwrap();
    for (request, status) in [
        (get().if_match("\"other\""), 412),
        (get().if_unmodified_since(earlier), 412),
        (get().if_none_match(etag), 304),
        (get().if_modified_since(written), 304),
    ] {
        let error = request.send().await.unwrap_err();
        assert_eq!(refusal(&error).0, status);
    }
    let url = world.presign(&world.owner(), "a").await;
    let request = crate::api::http()
        .unwrap()
        .get(url.uri())
        .header("if-none-match", etag);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 304);
    assert_eq!(response.headers()["etag"], etag);
    assert_eq!(response.text().await.unwrap(), "");
}

#[tokio::test]
async fn a_presigned_url_overrides_response_headers() {
    let world = World::start().await;
    world.put("a", b"hello").await;
    let get = world.owner().get_object().bucket("pictures").key("a");
    let get = get
        .response_content_type("text/plain")
        .response_cache_control("max-age=60");
    let get = get.response_content_disposition("attachment; filename=\"a b.txt\"");
    let url = get.presigned(for_seconds(60)).await.unwrap();
    let response = world.get(url.uri()).await;
    assert_eq!(response.headers()["content-type"], "text/plain");
    assert_eq!(response.headers()["cache-control"], "max-age=60");
    assert_eq!(
        response.headers()["content-disposition"],
        "attachment; filename=\"a b.txt\""
    );
}

#[tokio::test]
async fn a_presigned_put_stores_and_a_presigned_head_answers() {
    let world = World::start().await;
    let put = world.owner().put_object().bucket("pictures").key("a b");
    let put = put.presigned(for_seconds(60)).await.unwrap();
    let sent = crate::api::http()
        .unwrap()
        .put(put.uri())
        .body("hello")
        .send()
        .await
        .unwrap();
    assert_eq!(sent.status(), 200, "{}", sent.text().await.unwrap());
    let get = world.presign(&world.owner(), "a b").await;
    let get = world.get(get.uri()).await;
    assert_eq!(get.headers()["content-type"], "binary/octet-stream");
    let head = world.owner().head_object().bucket("pictures").key("a b");
    let head = head.presigned(for_seconds(60)).await.unwrap();
    let answer = crate::api::http()
        .unwrap()
        .head(head.uri())
        .send()
        .await
        .unwrap();
    assert_eq!(
        (
            answer.status().as_u16(),
            &answer.headers()["content-length"]
        ),
        (200, &"5".parse().unwrap())
    );
}

#[tokio::test]
async fn a_copy_keeps_or_replaces_what_was_said_of_the_source() {
    let world = World::start().await;
    let put = world
        .owner()
        .put_object()
        .bucket("pictures")
        .key("a b+c")
        .metadata("m", "1");
    put.body(ByteStream::from_static(b"hello"))
        .send()
        .await
        .unwrap();
    let copy = world
        .owner()
        .copy_object()
        .bucket("pictures")
        .copy_source("pictures/a%20b%2Bc");
    copy.clone().key("kept").send().await.unwrap();
    let replaced = copy
        .key("replaced")
        .metadata_directive(MetadataDirective::Replace)
        .metadata("m", "2");
    replaced.send().await.unwrap();
    for (key, metadata) in [("kept", "1"), ("replaced", "2")] {
        let get = world
            .owner()
            .get_object()
            .bucket("pictures")
            .key(key)
            .send()
            .await
            .unwrap();
        assert_eq!(get.metadata().unwrap()["m"], metadata);
        assert_eq!(get.body.collect().await.unwrap().into_bytes(), "hello");
    }
}

#[tokio::test]
async fn a_body_with_another_md5_is_not_stored() {
    let world = World::start().await;
    let put = world
        .owner()
        .put_object()
        .bucket("pictures")
        .key("a")
        .content_md5("XrY7u+Ae7tCTyyK7j1rNww==");
    let error = put
        .body(ByteStream::from_static(b"hello"))
        .send()
        .await
        .unwrap_err();
    assert_eq!(refusal(&error), (400, "BadDigest".into()));
    let error = world
        .owner()
        .get_object()
        .bucket("pictures")
        .key("a")
        .send()
        .await
        .unwrap_err();
    assert_eq!(refusal(&error), (404, "NoSuchKey".into()));
}
