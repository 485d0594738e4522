//! Roles and policies.
use aws_sdk_iam::Client;
use serde_json::{Value, json};

use super::{CUSTOMER, PLATFORM, World, allow, credentials, refusal, refused, root, trust};

/// Documents come URL-encoded.
pub(super) fn decoded(document: impl AsRef<str>) -> String {
    percent_encoding::percent_decode_str(document.as_ref())
        .decode_utf8()
        .unwrap()
        .into_owned()
}

async fn create(iam: &Client, name: &str, trust_policy: &Value) -> Result<(), (u16, String)> {
    let call = iam
        .create_role()
        .role_name(name)
        .assume_role_policy_document(trust_policy.to_string());
    match call.send().await {
        Ok(_) => Ok(()),
        refused => Err(refusal(refused)),
    }
}

#[tokio::test]
async fn a_role_is_made_read_changed_and_deleted() {
    let world = World::start().await;
    let iam = Client::new(&world.administrator("customer"));
    let open = trust(&root(PLATFORM), &json!({}));
    assert_eq!(create(&iam, "reader", &open).await, Ok(()));
    assert_eq!(
        create(&iam, "reader", &open).await,
        Err(refused(409, "EntityAlreadyExists"))
    );

    let role = iam
        .get_role()
        .role_name("reader")
        .send()
        .await
        .unwrap()
        .role
        .unwrap();
    assert_eq!(role.arn(), format!("arn:aws:iam::{CUSTOMER}:role/reader"));
    assert_eq!(role.max_session_duration(), Some(3600));
    assert_eq!(
        role.assume_role_policy_document.map(decoded),
        Some(open.to_string())
    );

    let closed = trust(&root(CUSTOMER), &json!({})).to_string();
    iam.update_assume_role_policy()
        .role_name("reader")
        .policy_document(&closed)
        .send()
        .await
        .unwrap();
    let roles = iam.list_roles().send().await.unwrap().roles;
    assert_eq!(
        roles[0].assume_role_policy_document.clone().map(decoded),
        Some(closed)
    );

    iam.delete_role().role_name("reader").send().await.unwrap();
    assert_eq!(
        refusal(iam.get_role().role_name("reader").send().await),
        refused(404, "NoSuchEntity")
    );
}

#[tokio::test]
async fn policies_are_embedded_and_attached() {
    let world = World::start().await;
    let iam = Client::new(&world.administrator("customer"));
    create(&iam, "reader", &trust(&root(PLATFORM), &json!({})))
        .await
        .unwrap();
    let document = allow("s3:GetObject", "arn:aws:s3:::pictures/*").to_string();

    let put = iam
        .put_role_policy()
        .role_name("reader")
        .policy_name("inline");
    put.policy_document(&document).send().await.unwrap();
    let read = iam
        .get_role_policy()
        .role_name("reader")
        .policy_name("inline")
        .send()
        .await
        .unwrap();
    assert_eq!(decoded(read.policy_document), document);
    let names = iam
        .list_role_policies()
        .role_name("reader")
        .send()
        .await
        .unwrap();
    assert_eq!(names.policy_names(), ["inline"]);

    let created = iam
        .create_policy()
        .policy_name("managed")
        .policy_document(&document)
        .send()
        .await
        .unwrap();
    let arn = created.policy.unwrap().arn.unwrap();
    iam.attach_role_policy()
        .role_name("reader")
        .policy_arn(&arn)
        .send()
        .await
        .unwrap();
    let attached = iam
        .list_attached_role_policies()
        .role_name("reader")
        .send()
        .await
        .unwrap();
    assert_eq!(
        attached.attached_policies()[0].policy_name(),
        Some("managed")
    );
    let policy = iam
        .get_policy()
        .policy_arn(&arn)
        .send()
        .await
        .unwrap()
        .policy
        .unwrap();
    assert_eq!(policy.attachment_count(), Some(1));
    let version = iam
        .get_policy_version()
        .policy_arn(&arn)
        .version_id("v1")
        .send()
        .await
        .unwrap();
    assert_eq!(
        version.policy_version.unwrap().document.map(decoded),
        Some(document)
    );

    for conflict in [
        refusal(iam.delete_policy().policy_arn(&arn).send().await),
        refusal(iam.delete_role().role_name("reader").send().await),
    ] {
        assert_eq!(conflict, refused(409, "DeleteConflict"));
    }
    iam.detach_role_policy()
        .role_name("reader")
        .policy_arn(&arn)
        .send()
        .await
        .unwrap();
    iam.delete_policy().policy_arn(&arn).send().await.unwrap();
    assert_eq!(
        refusal(iam.delete_role().role_name("reader").send().await),
        refused(409, "DeleteConflict")
    );
    iam.delete_role_policy()
        .role_name("reader")
        .policy_name("inline")
        .send()
        .await
        .unwrap();
    iam.delete_role().role_name("reader").send().await.unwrap();
}

#[tokio::test]
async fn a_trust_policy_is_checked() {
    let world = World::start().await;
    let iam = Client::new(&world.administrator("customer"));
    let nobody = json!({"AWS": format!("arn:aws:iam::{PLATFORM}:role/nobody")});
    for malformed in [
        json!("not a policy"),
        json!({"Version": "2012-10-17"}),
        allow("sts:AssumeRole", "*"),
        trust(&nobody, &json!({})),
        trust(&json!({"AWS": "12345"}), &json!({})),
        trust(
            &root(PLATFORM),
            &json!({"StringIs": {"sts:ExternalId": "x"}}),
        ),
    ] {
        let outcome = create(&iam, "reader", &malformed).await;
        assert_eq!(
            outcome,
            Err(refused(400, "MalformedPolicyDocument")),
            "{malformed}"
        );
    }
    let ids: Vec<_> = (0..200).map(|n| format!("external-{n}")).collect();
    let long = trust(
        &root(PLATFORM),
        &json!({"StringEquals": {"sts:ExternalId": ids}}),
    );
    assert_eq!(
        create(&iam, "reader", &long).await,
        Err(refused(409, "LimitExceeded"))
    );
    let open = trust(&root(PLATFORM), &json!({}));
    for name in ["white space", &"a".repeat(65)] {
        assert_eq!(
            create(&iam, name, &open).await,
            Err(refused(400, "ValidationError"))
        );
    }
}

/// A policy of exactly `size` characters without white space.
pub(super) fn sized(size: usize) -> String {
    let frame = allow("s3:GetObject", "arn:aws:s3:::").to_string().len();
    allow(
        "s3:GetObject",
        &format!("arn:aws:s3:::{}", "b".repeat(size - frame)),
    )
    .to_string()
}

#[tokio::test]
async fn sizes_and_numbers_are_limited() {
    let world = World::start().await;
    let iam = Client::new(&world.administrator("customer"));
    create(&iam, "reader", &trust(&root(PLATFORM), &json!({})))
        .await
        .unwrap();
    let managed = |name: String, document: String| {
        iam.create_policy()
            .policy_name(name)
            .policy_document(document)
            .send()
    };
    let inline = |name: &str, document: String| {
        iam.put_role_policy()
            .role_name("reader")
            .policy_name(name)
            .policy_document(document)
            .send()
    };
    let white_space = " ".repeat(100);
    assert!(
        managed("fits".into(), sized(6144) + &white_space)
            .await
            .is_ok()
    );
    assert_eq!(
        refusal(managed("large".into(), sized(6145)).await),
        refused(409, "LimitExceeded")
    );
    assert!(inline("one", sized(10_000)).await.is_ok());
    assert!(inline("two", sized(240)).await.is_ok());
    assert_eq!(
        refusal(inline("three", sized(200)).await),
        refused(409, "LimitExceeded"),
        "all count together"
    );
    assert!(
        inline("one", sized(9_800)).await.is_ok(),
        "a replaced policy does not count"
    );

    for number in 0..11 {
        let created = managed(format!("p{number}"), sized(200)).await.unwrap();
        let arn = created.policy.unwrap().arn.unwrap();
        let outcome = iam
            .attach_role_policy()
            .role_name("reader")
            .policy_arn(arn)
            .send()
            .await;
        match number {
            10 => assert_eq!(refusal(outcome), refused(409, "LimitExceeded")),
            _ => assert!(outcome.is_ok()),
        }
    }
}

#[tokio::test]
async fn a_caller_needs_permission_and_stays_in_its_account() {
    let world = World::start().await;
    let mine = format!("arn:aws:iam::{CUSTOMER}:role/mine-*");
    let nothing = allow("iam:CreateRole", &mine);
    let limited = world
        .role(
            "customer",
            "limited",
            &trust(&root(CUSTOMER), &json!({})),
            &nothing,
        )
        .await;
    let sts = aws_sdk_sts::Client::new(&world.administrator("customer"));
    let session = sts
        .assume_role()
        .role_arn(limited)
        .role_session_name("s-1")
        .send()
        .await
        .unwrap();
    let iam = Client::new(&world.config(credentials(session)));
    let open = trust(&root(PLATFORM), &json!({}));
    assert_eq!(create(&iam, "mine-1", &open).await, Ok(()));
    assert_eq!(
        create(&iam, "yours", &open).await,
        Err(refused(403, "AccessDenied"))
    );
    assert_eq!(
        refusal(iam.list_roles().send().await),
        refused(403, "AccessDenied")
    );

    let platform = Client::new(&world.administrator("platform"));
    assert_eq!(
        refusal(platform.get_role().role_name("mine-1").send().await),
        refused(404, "NoSuchEntity")
    );
}

#[tokio::test]
async fn a_role_made_anew_is_not_the_one_that_was_trusted() {
    let world = World::start().await;
    let open = trust(&root(PLATFORM), &json!({}));
    let all = allow("*", "*");
    let caller = world.role("platform", "caller", &open, &all).await;
    let target = world
        .role(
            "customer",
            "target",
            &trust(&json!({"AWS": caller}), &json!({})),
            &all,
        )
        .await;
    let assume = || async {
        let sts = aws_sdk_sts::Client::new(&world.administrator("platform"));
        let session = sts
            .assume_role()
            .role_arn(&caller)
            .role_session_name("s-1")
            .send()
            .await
            .unwrap();
        let sts = aws_sdk_sts::Client::new(&world.config(credentials(session)));
        sts.assume_role()
            .role_arn(&target)
            .role_session_name("s-2")
            .send()
            .await
    };
    assert!(assume().await.is_ok());

    let iam = Client::new(&world.administrator("platform"));
    iam.delete_role_policy()
        .role_name("caller")
        .policy_name("access")
        .send()
        .await
        .unwrap();
    iam.delete_role().role_name("caller").send().await.unwrap();
    world.role("platform", "caller", &open, &all).await;
    assert_eq!(refusal(assume().await), refused(403, "AccessDenied"));

    let customer = Client::new(&world.administrator("customer"));
    let role = customer
        .get_role()
        .role_name("target")
        .send()
        .await
        .unwrap()
        .role
        .unwrap();
    let document = decoded(role.assume_role_policy_document.unwrap());
    assert!(
        document.contains("AROA") && !document.contains(&caller),
        "{document}"
    );
}

#[tokio::test]
async fn a_user_signs_with_its_own_key() {
    let world = World::start().await;
    let iam = Client::new(&world.administrator("customer"));
    iam.create_user().user_name("ada").send().await.unwrap();
    let key = iam
        .create_access_key()
        .user_name("ada")
        .send()
        .await
        .unwrap()
        .access_key
        .unwrap();
    let ada = Client::new(&world.config(aws_credential_types::Credentials::from_keys(
        key.access_key_id,
        key.secret_access_key,
        None,
    )));
    assert_eq!(
        refusal(ada.list_roles().send().await),
        refused(403, "AccessDenied")
    );
    let document = allow("iam:ListRoles", "*").to_string();
    iam.put_user_policy()
        .user_name("ada")
        .policy_name("p")
        .policy_document(document)
        .send()
        .await
        .unwrap();
    assert!(ada.list_roles().send().await.is_ok());
}
