//! Signatures, session tokens and expiry.
use super::world::{World, for_seconds, refusal, refused};

#[tokio::test]
async fn a_session_needs_its_own_token() {
    let world = World::start().await;
    for (key, token, expected) in [
        ("unknown", None, (403, "InvalidAccessKeyId")),
        ("session", None, (400, "InvalidToken")),
        ("session", Some("other"), (400, "InvalidToken")),
        ("owner", Some("token"), (400, "InvalidToken")),
        ("ended", Some("token"), (400, "ExpiredToken")),
    ] {
        let expected = (expected.0, expected.1.to_owned());
        let client = world.client(key, token, "us-east-1");
        let error = client
            .list_objects_v2()
            .bucket("pictures")
            .send()
            .await
            .unwrap_err();
        assert_eq!(refusal(&error), expected, "{key} {token:?}");
        let url = world.presign(&client, "k").await;
        assert_eq!(
            refused(world.get(url.uri()).await).await,
            expected,
            "{key} {token:?}"
        );
    }
    world.put("k", b"hello").await;
    let session = world.client("session", Some("token"), "us-east-1");
    session
        .get_object()
        .bucket("pictures")
        .key("k")
        .send()
        .await
        .unwrap();
    let url = world.presign(&session, "k").await;
    assert_eq!(world.get(url.uri()).await.text().await.unwrap(), "hello");
}

#[tokio::test]
async fn a_url_lives_as_long_as_it_says() {
    let world = World::start().await;
    world.put("k", b"hello").await;
    let url = world.presign(&world.owner(), "k").await;
    world.pass(890);
    assert_eq!(world.get(url.uri()).await.status(), 200);
    world.pass(20);
    let late = world.get(url.uri()).await.text().await.unwrap();
    assert!(
        late.contains("<Message>Request has expired</Message>"),
        "{late}"
    );
    assert_eq!(
        refused(world.get(url.uri()).await).await,
        (403, "AccessDenied".into())
    );
}

#[tokio::test]
async fn a_life_of_nothing_or_of_more_than_a_week_is_refused() {
    let world = World::start().await;
    let get = world.owner().get_object().bucket("pictures").key("k");
    let url = get.presigned(for_seconds(604_800)).await.unwrap();
    for expires in ["0", "-1", "604801", "soon"] {
        let url = url
            .uri()
            .replace("Expires=604800", &format!("Expires={expires}"));
        assert_eq!(
            refused(world.get(&url).await).await,
            (400, "AuthorizationQueryParametersError".into()),
            "{expires}"
        );
    }
    let incomplete = url.uri().replace("X-Amz-Date", "X-Amz-Data");
    let refusal = refused(world.get(&incomplete).await).await;
    assert_eq!(refusal, (400, "AuthorizationQueryParametersError".into()));
}

#[tokio::test]
async fn dates_have_no_sign_but_digits() {
    let world = World::start().await;
    let url = world.presign(&world.owner(), "k").await.uri().to_owned();
    for before in ["X-Amz-Credential=owner%2F", "X-Amz-Date="] {
        let signed = url.replace(&format!("{before}2"), &format!("{before}%2B"));
        assert_ne!(signed, url);
        assert_eq!(
            refused(world.get(&signed).await).await,
            (400, "AuthorizationQueryParametersError".into())
        );
    }
}

#[tokio::test]
async fn a_signed_request_is_good_for_fifteen_minutes() {
    let world = World::start().await;
    world.pass(880);
    world
        .owner()
        .head_bucket()
        .bucket("pictures")
        .send()
        .await
        .unwrap();
    world.pass(40);
    let error = world
        .owner()
        .list_objects_v2()
        .bucket("pictures")
        .send()
        .await
        .unwrap_err();
    assert_eq!(refusal(&error), (403, "RequestTimeTooSkewed".into()));
}

#[tokio::test]
async fn whatever_is_changed_breaks_the_signature() {
    let world = World::start().await;
    world.put("k", b"hello").await;
    let url = world.presign(&world.owner(), "k").await.uri().to_owned();
    let another_key = url.replace("/pictures/k", "/pictures/l");
    let another_life = url.replace("Expires=900", "Expires=901");
    let another_parameter = format!("{url}&versionId=null");
    for tampered in [another_key, another_life, another_parameter] {
        assert_eq!(
            refused(world.get(&tampered).await).await,
            (403, "SignatureDoesNotMatch".into())
        );
    }
    assert_eq!(
        crate::api::http()
            .unwrap()
            .head(&url)
            .send()
            .await
            .unwrap()
            .status(),
        403
    );
    let delete = crate::api::http()
        .unwrap()
        .delete(&url)
        .send()
        .await
        .unwrap();
    assert_eq!(refused(delete).await, (403, "SignatureDoesNotMatch".into()));
}

#[tokio::test]
async fn headers_that_were_not_signed_ask_for_nothing() {
    let world = World::start().await;
    world.put("secret", b"hello").await;
    let put = world
        .owner()
        .put_object()
        .bucket("pictures")
        .key("k")
        .presigned(for_seconds(60))
        .await
        .unwrap();
    let copy = crate::api::http()
        .unwrap()
        .put(put.uri())
        .header("x-amz-copy-source", "pictures/secret");
    assert_eq!(
        refused(copy.send().await.unwrap()).await,
        (403, "AccessDenied".into())
    );
}

#[tokio::test]
async fn one_signature_of_the_fourth_version_is_enough() {
    let world = World::start().await;
    let url = world.presign(&world.owner(), "k").await;
    let both = crate::api::http()
        .unwrap()
        .get(url.uri())
        .header("authorization", "AWS4-HMAC-SHA256 Credential=x");
    assert_eq!(
        refused(both.send().await.unwrap()).await,
        (400, "InvalidArgument".into())
    );
    let old = world.url("/pictures/k?AWSAccessKeyId=owner&Expires=9999999999&Signature=x");
    assert_eq!(
        refused(world.get(&old).await).await,
        (400, "InvalidRequest".into())
    );
    let malformed = crate::api::http()
        .unwrap()
        .get(world.url("/pictures/k"))
        .header("authorization", "AWS4-HMAC-SHA256 x");
    let refusal = refused(malformed.send().await.unwrap()).await;
    assert_eq!(refusal, (400, "AuthorizationHeaderMalformed".into()));
}
