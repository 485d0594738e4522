//! Who may do what.
use aws_sdk_s3::types::{
    BucketVersioningStatus, Payer, RequestPayer, RequestPaymentConfiguration, ServerSideEncryption,
};

use super::world::{World, for_seconds, refusal, refused};

const BUCKET: &str = "arn:aws:s3:::pictures";
const OBJECT: &str = "arn:aws:s3:::pictures/k";

#[tokio::test]
async fn each_operation_needs_its_action() {
    let world = World::start().await;
    world.set_versioning(BucketVersioningStatus::Enabled).await;
    let version = world.put("k", b"hello").await.unwrap();
    let owner = world.owner();
    let get = || owner.get_object().bucket("pictures").key("k");

    world.people.deny("s3:GetObject", OBJECT);
    let error = get().send().await.unwrap_err();
    assert_eq!(refusal(&error), (403, "AccessDenied".into()));
    assert!(format!("{error:?}").contains(
        "User: arn:aws:iam::111122223333:user/owner is not authorized to perform: s3:GetObject on resource: \\\"arn:aws:s3:::pictures/k\\\" because no identity-based policy allows the s3:GetObject action"
    ), "{error:?}");
    get().version_id(&version).send().await.unwrap();
    world.people.deny("s3:GetObjectVersion", OBJECT);
    assert_eq!(
        refusal(&get().version_id(&version).send().await.unwrap_err()).0,
        403
    );
    assert_eq!(
        world.people.context_of("s3:GetObjectVersion")["s3:VersionId"],
        version
    );

    world.people.deny("s3:PutObject", OBJECT);
    let put = owner.put_object().bucket("pictures").key("k");
    assert_eq!(refusal(&put.send().await.unwrap_err()).0, 403);
    world.people.deny("s3:ListBucket", BUCKET);
    let list = owner.list_objects_v2().bucket("pictures");
    assert_eq!(refusal(&list.send().await.unwrap_err()).0, 403);
    owner
        .list_object_versions()
        .bucket("pictures")
        .send()
        .await
        .unwrap();
    world.people.deny("s3:ListBucketVersions", BUCKET);
    let list = owner.list_object_versions().bucket("pictures");
    assert_eq!(refusal(&list.send().await.unwrap_err()).0, 403);
}

#[tokio::test]
async fn only_who_may_list_learns_that_a_key_is_missing() {
    let world = World::start().await;
    let url = world.presign(&world.owner(), "missing").await;
    assert_eq!(
        refused(world.get(url.uri()).await).await,
        (404, "NoSuchKey".into())
    );
    let context = world.people.context_of("s3:GetObject");
    assert_eq!(context["s3:authType"], "REST-QUERY-STRING");
    assert!(context["s3:signatureAge"].parse::<u64>().is_ok());
    world.people.deny("s3:ListBucket", BUCKET);
    assert_eq!(
        refused(world.get(url.uri()).await).await,
        (403, "AccessDenied".into())
    );
}

#[tokio::test]
async fn another_account_and_nobody_are_refused() {
    let world = World::start().await;
    world.put("k", b"hello").await;
    let stranger = world.client("stranger", None, "us-east-1");
    let url = world.presign(&stranger, "k").await;
    assert_eq!(
        refused(world.get(url.uri()).await).await,
        (403, "AccessDenied".into())
    );
    let put = stranger
        .put_object()
        .bucket("pictures")
        .key("k")
        .send()
        .await;
    assert_eq!(refusal(&put.unwrap_err()), (403, "AccessDenied".into()));
    let copy = stranger.create_bucket().bucket("strangers").send().await;
    copy.unwrap();
    let copy = stranger
        .copy_object()
        .bucket("strangers")
        .key("k")
        .copy_source("pictures/k")
        .send()
        .await;
    assert_eq!(refusal(&copy.unwrap_err()), (403, "AccessDenied".into()));
    for path in ["/pictures/k", "/pictures", "/"] {
        assert_eq!(
            refused(world.get(&world.url(path)).await).await,
            (403, "AccessDenied".into()),
            "{path}"
        );
    }
    assert_eq!(
        refused(world.get(&world.url("/nowhere/k")).await).await,
        (404, "NoSuchBucket".into())
    );
}

#[tokio::test]
async fn the_expected_owner_must_be_the_owner() {
    let world = World::start().await;
    let head = || world.owner().head_bucket().bucket("pictures");
    head()
        .expected_bucket_owner("111122223333")
        .send()
        .await
        .unwrap();
    let error = head()
        .expected_bucket_owner("999988887777")
        .send()
        .await
        .unwrap_err();
    assert_eq!(refusal(&error).0, 403);
}

#[tokio::test]
async fn an_object_under_a_kms_key_needs_the_key_too() {
    let world = World::start().await;
    let arn = "arn:aws:kms:us-east-1:111122223333:key/1234";
    for key_id in ["1234", arn] {
        let put = world.owner().put_object().bucket("pictures").key("k");
        let put = put
            .server_side_encryption(ServerSideEncryption::AwsKms)
            .ssekms_key_id(key_id);
        let put = put.send().await.unwrap();
        assert_eq!(put.ssekms_key_id(), Some(arn));
    }
    let url = world.presign(&world.owner(), "k").await;
    let response = world.get(url.uri()).await;
    assert_eq!(
        response.headers()["x-amz-server-side-encryption"],
        "aws:kms"
    );
    assert_eq!(
        response.headers()["x-amz-server-side-encryption-aws-kms-key-id"],
        arn
    );

    world.people.deny("kms:Decrypt", arn);
    let refused_text = world.get(url.uri()).await.text().await.unwrap();
    assert!(
        refused_text.contains("kms:Decrypt on resource"),
        "{refused_text}"
    );
    assert_eq!(
        refused(world.get(url.uri()).await).await,
        (403, "AccessDenied".into())
    );
    world
        .owner()
        .head_object()
        .bucket("pictures")
        .key("k")
        .send()
        .await
        .unwrap();
    world.people.deny("kms:GenerateDataKey", arn);
    let put = world.owner().put_object().bucket("pictures").key("k");
    let put = put
        .server_side_encryption(ServerSideEncryption::AwsKms)
        .ssekms_key_id("1234");
    assert_eq!(
        refusal(&put.send().await.unwrap_err()),
        (403, "AccessDenied".into())
    );
}

#[tokio::test]
async fn what_this_s3_does_not_have_is_not_implemented() {
    let world = World::start().await;
    let error = world
        .owner()
        .get_bucket_policy()
        .bucket("pictures")
        .send()
        .await
        .unwrap_err();
    assert_eq!(refusal(&error), (501, "NotImplemented".into()));
    let put = world
        .owner()
        .put_object()
        .bucket("pictures")
        .key("k")
        .if_none_match("*");
    let url = put.presigned(for_seconds(60)).await.unwrap();
    let put = crate::api::http()
        .unwrap()
        .put(url.uri())
        .header("if-none-match", "*")
        .send()
        .await
        .unwrap();
    assert_eq!(refused(put).await, (501, "NotImplemented".into()));
}

#[tokio::test]
async fn a_role_session_must_say_that_it_pays() {
    let world = World::start().await;
    world.put("k", b"hello").await;
    let session = world.client("session", Some("token"), "us-east-1");
    for (payer, without) in [(Payer::BucketOwner, true), (Payer::Requester, false)] {
        let configuration = RequestPaymentConfiguration::builder().payer(payer);
        let put = world
            .owner()
            .put_bucket_request_payment()
            .bucket("pictures");
        put.request_payment_configuration(configuration.build().unwrap())
            .send()
            .await
            .unwrap();
        for (client, said, served) in [
            (&session, Some(RequestPayer::Requester), true),
            (&session, None, without),
            (&world.owner(), None, true),
        ] {
            let get = client.get_object().bucket("pictures").key("k");
            let get = get.set_request_payer(said.clone());
            let head = client.head_object().bucket("pictures").key("k");
            let head = head.set_request_payer(said.clone()).send().await;
            assert_eq!(head.is_ok(), served);

            let presign = client.get_object().bucket("pictures").key("k");
            let parameter = said.map(|payer| format!("&x-amz-request-payer={payer}"));
            let presign = presign.customize().mutate_request(move |request| {
                let uri = request.uri().to_owned() + parameter.as_deref().unwrap_or_default();
                request.set_uri(uri).unwrap();
            });
            let url = presign.presigned(for_seconds(900)).await.unwrap();
            let status = if served { 200 } else { 403 };
            assert_eq!(world.get(url.uri()).await.status(), status);

            match get.send().await {
                Ok(_) => assert!(served),
                Err(error) => assert_eq!(
                    (served, refusal(&error)),
                    (false, (403, "AccessDenied".into()))
                ),
            }
        }
    }
}
