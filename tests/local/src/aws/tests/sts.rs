//! Assuming roles.
use aws_sdk_sts::Client;
use serde_json::json;

use super::{CUSTOMER, PLATFORM, World, allow, credentials, refusal, refused, root, trust};

async fn reader(world: &World) -> String {
    let trust = trust(
        &root(PLATFORM),
        &json!({
            "StringEquals": {"sts:ExternalId": "right"},
            "ArnLike": {"aws:PrincipalArn": format!("arn:aws:iam::{PLATFORM}:role/app/*")}
        }),
    );
    world
        .role(
            "customer",
            "reader",
            &trust,
            &allow("s3:GetObject", "arn:aws:s3:::pictures/*"),
        )
        .await
}

#[tokio::test]
async fn the_external_id_decides() {
    let world = World::start().await;
    let role = reader(&world).await;
    let sts = Client::new(&world.execution_role("presign").await);
    let assume = |external_id: Option<&str>| {
        let external_id = external_id.map(str::to_owned);
        sts.assume_role()
            .role_arn(&role)
            .role_session_name("s-1")
            .set_external_id(external_id)
            .send()
    };

    let assumed = assume(Some("right")).await.unwrap();
    let user = assumed.assumed_role_user().unwrap();
    assert_eq!(
        user.arn(),
        format!("arn:aws:sts::{CUSTOMER}:assumed-role/reader/s-1")
    );
    let issued = assumed.credentials().unwrap();
    assert!(issued.access_key_id().starts_with("ASIA"));
    assert!((850..1000).contains(&issued.session_token().len()));

    for external_id in [Some("wrong"), None] {
        let error = assume(external_id).await.unwrap_err().into_service_error();
        assert_eq!(error.meta().code(), Some("AccessDenied"));
        assert_eq!(
            error.meta().message().unwrap(),
            format!(
                "User: arn:aws:sts::{PLATFORM}:assumed-role/presign/presign is not authorized to \
                 perform: sts:AssumeRole on resource: {role}"
            )
        );
    }
    let missing = format!("arn:aws:iam::{CUSTOMER}:role/nobody");
    let outcome = sts
        .assume_role()
        .role_arn(missing)
        .role_session_name("s-1")
        .send()
        .await;
    assert_eq!(
        refusal(outcome),
        refused(403, "AccessDenied"),
        "a missing role looks the same"
    );
}

#[tokio::test]
async fn a_role_session_is_known_by_its_roles_arn_with_the_path() {
    let world = World::start().await;
    let role = reader(&world).await;
    let administrator = Client::new(&world.administrator("platform"));
    let outcome = administrator
        .assume_role()
        .role_arn(role)
        .role_session_name("s-1")
        .external_id("right")
        .send()
        .await;
    assert_eq!(
        refusal(outcome),
        refused(403, "AccessDenied"),
        "not on the path of the functions' roles"
    );
}

#[tokio::test]
async fn role_chaining_lasts_an_hour_at_most() {
    let world = World::start().await;
    let iam = aws_sdk_iam::Client::new(&world.administrator("customer"));
    iam.create_role()
        .role_name("long")
        .max_session_duration(43_200)
        .assume_role_policy_document(trust(&root(PLATFORM), &json!({})).to_string())
        .send()
        .await
        .unwrap();
    let role = format!("arn:aws:iam::{CUSTOMER}:role/long");
    let assume = |sts: &Client, seconds: i32| {
        sts.assume_role()
            .role_arn(&role)
            .role_session_name("s-1")
            .duration_seconds(seconds)
            .send()
    };

    let chained = Client::new(&world.execution_role("presign").await);
    let error = assume(&chained, 3601)
        .await
        .unwrap_err()
        .into_service_error();
    assert_eq!(error.meta().code(), Some("ValidationError"));
    assert!(
        error
            .meta()
            .message()
            .unwrap()
            .contains("1 hour session limit for roles assumed by role chaining")
    );
    assert!(assume(&chained, 3600).await.is_ok());

    let user = Client::new(&world.administrator("platform"));
    assert!(assume(&user, 43_200).await.is_ok(), "a user is not chained");
    for seconds in [899, 43_201] {
        assert_eq!(
            refusal(assume(&user, seconds).await),
            refused(400, "ValidationError")
        );
    }
}

#[tokio::test]
async fn a_session_policy_only_takes_away() {
    let world = World::start().await;
    let trusted = trust(&root(PLATFORM), &json!({}));
    let role = world
        .role("customer", "lister", &trusted, &allow("iam:Get*", "*"))
        .await;
    let sts = Client::new(&world.administrator("platform"));
    let assume = |policy: String| {
        sts.assume_role()
            .role_arn(&role)
            .role_session_name("s-1")
            .policy(policy)
            .send()
    };
    let get_role = |config| async move {
        aws_sdk_iam::Client::new(&config)
            .get_role()
            .role_name("lister")
            .send()
            .await
    };

    let within = assume(allow("iam:GetRole", &role).to_string())
        .await
        .unwrap();
    let within = world.config(credentials(within));
    assert!(get_role(within.clone()).await.is_ok());
    let elsewhere = assume(allow("*", "arn:aws:s3:::pictures/*").to_string())
        .await
        .unwrap();
    let outcome = get_role(world.config(credentials(elsewhere))).await;
    assert_eq!(refusal(outcome), refused(403, "AccessDenied"));
    let wide = assume(allow("*", "*").to_string()).await.unwrap();
    let outcome = aws_sdk_iam::Client::new(&world.config(credentials(wide)))
        .list_roles()
        .send()
        .await;
    assert_eq!(
        refusal(outcome),
        refused(403, "AccessDenied"),
        "what the role lacks is not added"
    );

    let administrator = aws_sdk_iam::Client::new(&world.administrator("customer"));
    administrator
        .delete_role_policy()
        .role_name("lister")
        .policy_name("access")
        .send()
        .await
        .unwrap();
    assert_eq!(
        refusal(get_role(within).await),
        refused(403, "AccessDenied"),
        "evaluated at use"
    );

    assert_eq!(
        refusal(assume("{}".to_owned()).await),
        refused(400, "MalformedPolicyDocument")
    );
    let long = allow(
        "s3:GetObject",
        &format!("arn:aws:s3:::{}", "b".repeat(2048)),
    );
    assert_eq!(
        refusal(assume(long.to_string()).await),
        refused(400, "ValidationError")
    );
}

#[tokio::test]
async fn a_session_ends_and_its_token_is_its_own() {
    let world = World::start().await;
    let role = reader(&world).await;
    let sts = Client::new(&world.execution_role("presign").await);
    let assume = || {
        let call = sts
            .assume_role()
            .role_arn(&role)
            .role_session_name("s-1")
            .external_id("right");
        async { credentials(call.duration_seconds(900).send().await.unwrap()) }
    };
    let who = |credentials| {
        Client::new(&world.config(credentials))
            .get_caller_identity()
            .send()
    };

    let (session, other) = (assume().await, assume().await);
    let identity = who(session.clone()).await.unwrap();
    assert_eq!(
        identity.arn(),
        Some(&*format!("arn:aws:sts::{CUSTOMER}:assumed-role/reader/s-1"))
    );
    assert_eq!(identity.account(), Some(CUSTOMER));
    assert!(identity.user_id().unwrap().starts_with("AROA"));

    let with_token = |token: Option<&str>| {
        let token = token.map(str::to_owned);
        aws_credential_types::Credentials::from_keys(
            session.access_key_id(),
            session.secret_access_key(),
            token,
        )
    };
    for token in [other.session_token(), Some("forged"), None] {
        assert_eq!(
            refusal(who(with_token(token)).await),
            refused(403, "InvalidClientTokenId")
        );
    }
    world.pass(899);
    assert!(who(session.clone()).await.is_ok());
    world.pass(1);
    assert_eq!(refusal(who(session).await), refused(403, "ExpiredToken"));
}

#[tokio::test]
async fn across_accounts_both_sides_must_allow() {
    let world = World::start().await;
    let open = trust(&root(PLATFORM), &json!({}));
    let nothing = allow("s3:GetObject", "arn:aws:s3:::none");
    let allowed = world.role("customer", "allowed", &open, &nothing).await;
    let forbidden = world.role("customer", "forbidden", &open, &nothing).await;
    let untrusting = world
        .role(
            "customer",
            "untrusting",
            &trust(&root(CUSTOMER), &json!({})),
            &nothing,
        )
        .await;

    let own = allow("sts:AssumeRole", &allowed);
    let caller = world
        .role(
            "platform",
            "caller",
            &trust(&root(PLATFORM), &json!({})),
            &own,
        )
        .await;
    let sts = Client::new(&world.administrator("platform"));
    let session = sts
        .assume_role()
        .role_arn(caller)
        .role_session_name("s-1")
        .send()
        .await
        .unwrap();
    let sts_of_caller = Client::new(&world.config(credentials(session)));
    let assume = |sts: &Client, role: &str| {
        sts.assume_role()
            .role_arn(role)
            .role_session_name("s-1")
            .send()
    };

    assert!(assume(&sts_of_caller, &allowed).await.is_ok());
    let no_identity_policy = assume(&sts_of_caller, &forbidden).await;
    assert_eq!(refusal(no_identity_policy), refused(403, "AccessDenied"));
    let no_trust = assume(&sts, &untrusting).await;
    assert_eq!(
        refusal(no_trust),
        refused(403, "AccessDenied"),
        "whatever an administrator may do"
    );
}

#[tokio::test]
async fn within_an_account_being_named_in_person_suffices() {
    let world = World::start().await;
    let nothing = allow("s3:GetObject", "arn:aws:s3:::none");
    let caller = world
        .role(
            "customer",
            "caller",
            &trust(&root(CUSTOMER), &json!({})),
            &nothing,
        )
        .await;
    let named = world
        .role(
            "customer",
            "named",
            &trust(&json!({"AWS": caller}), &json!({})),
            &nothing,
        )
        .await;
    let by_root = world
        .role(
            "customer",
            "by-root",
            &trust(&root(CUSTOMER), &json!({})),
            &nothing,
        )
        .await;

    let sts = Client::new(&world.administrator("customer"));
    let session = sts
        .assume_role()
        .role_arn(&caller)
        .role_session_name("s-1")
        .send()
        .await
        .unwrap();
    let sts = Client::new(&world.config(credentials(session)));
    assert!(
        sts.assume_role()
            .role_arn(&named)
            .role_session_name("s-2")
            .send()
            .await
            .is_ok()
    );
    let outcome = sts
        .assume_role()
        .role_arn(by_root)
        .role_session_name("s-2")
        .send()
        .await;
    assert_eq!(refusal(outcome), refused(403, "AccessDenied"));
}

#[tokio::test]
async fn parameters_are_checked_or_refused_and_never_ignored() {
    let world = World::start().await;
    let role = reader(&world).await;
    let sts = Client::new(&world.administrator("platform"));
    let call = || sts.assume_role().role_arn(&role).external_id("right");
    let tag = aws_sdk_sts::types::Tag::builder()
        .key("k")
        .value("v")
        .build()
        .unwrap();
    for outcome in [
        call().send().await,
        call().role_session_name("a b").send().await,
        call().role_session_name("s").send().await,
        call()
            .role_session_name("s-1")
            .external_id("x")
            .send()
            .await,
        call()
            .role_session_name("s-1")
            .external_id("white space")
            .send()
            .await,
        call().role_session_name("s-1").tags(tag).send().await,
        sts.assume_role()
            .role_arn("not-an-arn-at-all-but-long")
            .role_session_name("s-1")
            .send()
            .await,
    ] {
        assert_eq!(refusal(outcome), refused(400, "ValidationError"));
    }
}

#[tokio::test]
async fn a_changed_body_is_not_what_was_signed() {
    let world = World::start().await;
    let sts = Client::new(&world.administrator("platform"));
    let outcome = sts
        .get_caller_identity()
        .customize()
        .interceptor(ChangeBody)
        .send()
        .await;
    assert_eq!(refusal(outcome), refused(403, "SignatureDoesNotMatch"));
}

/// Sends another body than the one that was signed.
#[derive(Debug)]
struct ChangeBody;

impl aws_sdk_sts::config::Intercept for ChangeBody {
    fn name(&self) -> &'static str {
        "ChangeBody"
    }

    fn modify_before_transmit(
        &self,
        context: &mut aws_sdk_sts::config::interceptors::BeforeTransmitInterceptorContextMut<'_>,
        _: &aws_sdk_sts::config::RuntimeComponents,
        _: &mut aws_sdk_sts::config::ConfigBag,
    ) -> Result<(), aws_sdk_sts::error::BoxError> {
        *context.request_mut().body_mut() =
            "Action=GetCallerIdentity&Version=2011-06-15&x=1".into();
        context.request_mut().headers_mut().remove("content-length");
        Ok(())
    }
}
