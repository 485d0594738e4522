//! Keys survive byte for byte.
use std::net::SocketAddr;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{Delete, EncodingType, ObjectIdentifier};
use percent_encoding::percent_decode_str;

use super::world::World;

fn keys() -> Vec<String> {
    let plain = [
        "a b",
        " leading and trailing ",
        "a+b",
        "100%",
        "a%2Fb",
        "a/b",
        "%",
        "%zz",
        "a#b",
        "a?b",
        "a&b=c",
        "caf\u{e9}",
        "cafe\u{301}",
        "😀",
        "/leading",
        "//two",
        "a//b",
        "trailing/",
        "/",
        "soap",
        "a\tb",
        "a\nb",
        "a\rb",
        "\u{1}",
        "\u{7f}",
        "a\\b",
        "\"quoted\"",
        "<a>",
        "a;b",
        "a:b",
        "a,b@c!d$e'(f)*g",
        "...",
        "[x]{y}|z^`~",
    ];
    let mut keys: Vec<_> = plain.into_iter().map(str::to_owned).collect();
    keys.push("é".repeat(512));
    keys
}

#[tokio::test]
async fn through_the_sdk_and_through_presigned_urls_of_both_styles() {
    let world = World::start().await;
    let owner = world.owner();
    for key in keys() {
        let body = ByteStream::from(key.clone().into_bytes());
        owner
            .put_object()
            .bucket("pictures")
            .key(&key)
            .body(body)
            .send()
            .await
            .unwrap();
    }
    let by_host = owner.config().to_builder().force_path_style(false).build();
    let by_host = aws_sdk_s3::Client::from_conf(by_host);
    let http = reqwest::Client::builder()
        .resolve("pictures.localhost", SocketAddr::from(([127, 0, 0, 1], 0)));
    let http = http.build().unwrap();
    for key in keys() {
        let get = owner
            .get_object()
            .bucket("pictures")
            .key(&key)
            .send()
            .await
            .unwrap();
        assert_eq!(
            get.body.collect().await.unwrap().into_bytes(),
            key,
            "{key:?}"
        );
        for client in [&owner, &by_host] {
            let url = world.presign(client, &key).await;
            let response = http.get(url.uri()).send().await.unwrap();
            assert_eq!(response.status(), 200, "{key:?} {}", url.uri());
            assert_eq!(response.text().await.unwrap(), key);
        }
    }
    assert!(
        world
            .presign(&by_host, "k")
            .await
            .uri()
            .starts_with("http://pictures.localhost")
    );
}

#[tokio::test]
async fn through_listing_and_deleting() {
    let world = World::start().await;
    let owner = world.owner();
    for key in keys() {
        owner
            .put_object()
            .bucket("pictures")
            .key(&key)
            .send()
            .await
            .unwrap();
    }
    let list = owner
        .list_objects_v2()
        .bucket("pictures")
        .encoding_type(EncodingType::Url);
    let listed = list.clone().send().await.unwrap();
    let decoded = |key: &str| percent_decode_str(key).decode_utf8().unwrap().into_owned();
    let mut found: Vec<_> = listed
        .contents()
        .iter()
        .map(|it| decoded(it.key().unwrap()))
        .collect();
    let mut expected = keys();
    expected.sort();
    assert_eq!(found, expected);

    // XML can name these, but not every control character.
    found.retain(|key| !key.contains('\u{1}'));
    let objects = found
        .iter()
        .map(|key| ObjectIdentifier::builder().key(key).build().unwrap());
    let delete = Delete::builder()
        .set_objects(Some(objects.collect()))
        .build()
        .unwrap();
    owner
        .delete_objects()
        .bucket("pictures")
        .delete(delete)
        .send()
        .await
        .unwrap();
    let rest = list.send().await.unwrap();
    let rest: Vec<_> = rest
        .contents()
        .iter()
        .map(|it| decoded(it.key().unwrap()))
        .collect();
    assert_eq!(rest, ["\u{1}"]);
}

#[tokio::test]
async fn on_an_address_and_no_longer_than_1024_bytes() {
    let world = World::start().await;
    let config = world
        .owner()
        .config()
        .to_builder()
        .endpoint_url(world.url(""));
    let client = aws_sdk_s3::Client::from_conf(config.build());
    client
        .put_object()
        .bucket("pictures")
        .key("k")
        .send()
        .await
        .unwrap();
    let put = client.put_object().bucket("pictures").key("k".repeat(1025));
    let error = put.send().await.unwrap_err();
    assert_eq!(
        super::world::refusal(&error),
        (400, "KeyTooLongError".into())
    );
}
