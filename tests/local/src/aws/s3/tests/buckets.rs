//! Buckets, their regions and their settings.
use aws_sdk_s3::types::{
    BucketLocationConstraint, BucketVersioningStatus, CreateBucketConfiguration, Payer,
    RequestPaymentConfiguration,
};

use super::world::{World, for_seconds, refusal, refused};

async fn create_in(world: &World, name: &str, region: &str) {
    let there = CreateBucketConfiguration::builder()
        .location_constraint(BucketLocationConstraint::from(region));
    let create = world
        .client("owner", None, region)
        .create_bucket()
        .bucket(name);
    create
        .create_bucket_configuration(there.build())
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_bucket_remembers_its_region() {
    let world = World::start().await;
    create_in(&world, "elsewhere", "eu-central-1").await;
    let there = world.client("owner", None, "eu-central-1");
    let location = there
        .get_bucket_location()
        .bucket("elsewhere")
        .send()
        .await
        .unwrap();
    assert_eq!(
        location.location_constraint(),
        Some(&BucketLocationConstraint::EuCentral1)
    );
    let location = world
        .owner()
        .get_bucket_location()
        .bucket("pictures")
        .send()
        .await
        .unwrap();
    assert_eq!(
        location
            .location_constraint()
            .map(BucketLocationConstraint::as_str),
        Some("")
    );
    let head = there
        .head_bucket()
        .bucket("elsewhere")
        .send()
        .await
        .unwrap();
    assert_eq!(head.bucket_region(), Some("eu-central-1"));

    let listed = world.owner().list_buckets().send().await.unwrap();
    let listed: Vec<_> = listed
        .buckets()
        .iter()
        .map(|it| (it.name(), it.bucket_region()))
        .collect();
    assert_eq!(
        listed,
        [
            (Some("elsewhere"), Some("eu-central-1")),
            (Some("pictures"), Some("us-east-1"))
        ]
    );
    let strangers = world
        .client("stranger", None, "us-east-1")
        .list_buckets()
        .send()
        .await
        .unwrap();
    assert!(strangers.buckets().is_empty());
}

#[tokio::test]
async fn a_region_makes_buckets_in_itself_only() {
    let world = World::start().await;
    let create = world
        .client("owner", None, "eu-west-1")
        .create_bucket()
        .bucket("nowhere");
    let error = create.clone().send().await.unwrap_err();
    assert_eq!(
        refusal(&error),
        (400, "IllegalLocationConstraintException".into())
    );
    let there = CreateBucketConfiguration::builder()
        .location_constraint(BucketLocationConstraint::EuCentral1);
    let error = create
        .create_bucket_configuration(there.build())
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        refusal(&error),
        (400, "IllegalLocationConstraintException".into())
    );
}

#[tokio::test]
async fn anyone_learns_the_region_of_a_bucket() {
    let world = World::start().await;
    create_in(&world, "elsewhere", "eu-central-1").await;
    for path in ["/elsewhere", "/elsewhere/"] {
        let head = crate::api::http()
            .unwrap()
            .head(world.url(path))
            .send()
            .await
            .unwrap();
        assert_eq!(head.status(), 403);
        assert_eq!(head.headers()["x-amz-bucket-region"], "eu-central-1");
    }
    let head = crate::api::http()
        .unwrap()
        .head(world.url("/nowhere"))
        .send()
        .await
        .unwrap();
    assert_eq!(head.status(), 404);
    let head = world
        .owner()
        .head_bucket()
        .bucket("elsewhere")
        .send()
        .await
        .unwrap_err();
    assert_eq!(refusal(&head).0, 400);
    assert_eq!(
        head.raw_response()
            .unwrap()
            .headers()
            .get("x-amz-bucket-region"),
        Some("eu-central-1")
    );
}

#[tokio::test]
async fn the_wrong_region_is_named_with_the_right_one() {
    let world = World::start().await;
    let wrong = world.client("owner", None, "eu-west-1");
    let error = wrong
        .list_objects_v2()
        .bucket("pictures")
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        refusal(&error),
        (400, "AuthorizationHeaderMalformed".into())
    );
    assert!(
        format!("{error:?}").contains("the region 'eu-west-1' is wrong; expecting 'us-east-1'")
    );

    let get = wrong
        .get_object()
        .bucket("pictures")
        .key("k")
        .presigned(for_seconds(60))
        .await
        .unwrap();
    let text = world.get(get.uri()).await.text().await.unwrap();
    assert!(
        text.contains("the region &apos;eu-west-1&apos; is wrong")
            || text.contains("the region 'eu-west-1' is wrong"),
        "{text}"
    );
    assert!(text.contains("<Region>us-east-1</Region>"), "{text}");
    assert_eq!(
        refused(world.get(get.uri()).await).await,
        (400, "AuthorizationQueryParametersError".into())
    );
}

#[tokio::test]
async fn names_are_global_and_follow_the_rules() {
    let world = World::start().await;
    let stranger = world.client("stranger", None, "us-east-1");
    let error = stranger
        .create_bucket()
        .bucket("pictures")
        .send()
        .await
        .unwrap_err();
    assert_eq!(refusal(&error), (409, "BucketAlreadyExists".into()));
    for name in ["ab", "Upper", "under_score", "192.168.0.1", "a..b"] {
        let error = world
            .owner()
            .create_bucket()
            .bucket(name)
            .send()
            .await
            .unwrap_err();
        assert_eq!(refusal(&error), (400, "InvalidBucketName".into()), "{name}");
    }
    create_in(&world, "elsewhere", "eu-central-1").await;
    let again = world
        .client("owner", None, "us-east-1")
        .create_bucket()
        .bucket("elsewhere");
    let error = again.send().await.unwrap_err();
    assert_eq!(refusal(&error), (409, "BucketAlreadyOwnedByYou".into()));
}

#[tokio::test]
async fn only_an_empty_bucket_is_deleted() {
    let world = World::start().await;
    world.set_versioning(BucketVersioningStatus::Enabled).await;
    world
        .owner()
        .delete_object()
        .bucket("pictures")
        .key("k")
        .send()
        .await
        .unwrap();
    let delete = || world.owner().delete_bucket().bucket("pictures");
    assert_eq!(
        refusal(&delete().send().await.unwrap_err()),
        (409, "BucketNotEmpty".into())
    );
    let listed = world
        .owner()
        .list_object_versions()
        .bucket("pictures")
        .send()
        .await
        .unwrap();
    let marker = listed.delete_markers()[0].version_id().unwrap();
    let purge = world
        .owner()
        .delete_object()
        .bucket("pictures")
        .key("k")
        .version_id(marker);
    purge.send().await.unwrap();
    delete().send().await.unwrap();
    assert_eq!(
        refusal(&delete().send().await.unwrap_err()),
        (404, "NoSuchBucket".into())
    );
}

#[tokio::test]
async fn settings_are_remembered() {
    let world = World::start().await;
    let get = || {
        world
            .owner()
            .get_bucket_versioning()
            .bucket("pictures")
            .send()
    };
    assert_eq!(get().await.unwrap().status(), None);
    for status in [
        BucketVersioningStatus::Enabled,
        BucketVersioningStatus::Suspended,
    ] {
        world.set_versioning(status.clone()).await;
        assert_eq!(get().await.unwrap().status(), Some(&status));
    }
    let payer = RequestPaymentConfiguration::builder()
        .payer(Payer::Requester)
        .build()
        .unwrap();
    let put = world
        .owner()
        .put_bucket_request_payment()
        .bucket("pictures");
    put.request_payment_configuration(payer)
        .send()
        .await
        .unwrap();
    let paid = world
        .owner()
        .get_bucket_request_payment()
        .bucket("pictures")
        .send()
        .await
        .unwrap();
    assert_eq!(paid.payer(), Some(&Payer::Requester));
}
