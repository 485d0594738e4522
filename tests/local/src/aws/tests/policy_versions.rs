//! The versions of managed policies.
use aws_credential_types::Credentials;
use aws_sdk_iam::Client;
use aws_sdk_iam::types::PolicyVersion;
use serde_json::json;

use super::iam::{decoded, sized};
use super::{
    CUSTOMER, EmbeddedAws, Options, World, allow, clock, config, credentials, refusal, refused,
    root, trust,
};

/// The customer with a managed policy that allows one action.
struct Policy {
    iam: Client,
    arn: String,
}

impl Policy {
    async fn create(iam: Client, action: &str) -> Self {
        let create = iam.create_policy().policy_name("access");
        let create = create.policy_document(allow(action, "*").to_string());
        let created = create.send().await.unwrap().policy.unwrap();
        assert_eq!(created.default_version_id(), Some("v1"));
        Self {
            iam,
            arn: created.arn.unwrap(),
        }
    }

    async fn of(world: &World, action: &str) -> Self {
        Self::create(Client::new(&world.administrator("customer")), action).await
    }

    /// Adds a version that allows one action, and gives its id.
    async fn add(&self, action: &str, set_as_default: bool) -> Result<String, (u16, String)> {
        let document = allow(action, "*").to_string();
        let version = self.add_document(&document, set_as_default).await?;
        assert_eq!(version.is_default_version(), set_as_default);
        Ok(version.version_id.unwrap())
    }

    async fn add_document(
        &self,
        document: &str,
        set_as_default: bool,
    ) -> Result<PolicyVersion, (u16, String)> {
        let create = self.iam.create_policy_version().policy_arn(&self.arn);
        let create = create.policy_document(document);
        match create.set_as_default(set_as_default).send().await {
            Ok(created) => Ok(created.policy_version.unwrap()),
            refused => Err(refusal(refused)),
        }
    }

    async fn set_default(&self, id: &str) -> Result<(), (u16, String)> {
        let set = self.iam.set_default_policy_version().policy_arn(&self.arn);
        match set.version_id(id).send().await {
            Ok(_) => Ok(()),
            refused => Err(refusal(refused)),
        }
    }

    async fn delete(&self, id: &str) -> Result<(), (u16, String)> {
        let delete = self.iam.delete_policy_version().policy_arn(&self.arn);
        match delete.version_id(id).send().await {
            Ok(_) => Ok(()),
            refused => Err(refusal(refused)),
        }
    }

    /// The document of a version.
    async fn document(&self, id: &str) -> Result<String, (u16, String)> {
        let get = self.iam.get_policy_version().policy_arn(&self.arn);
        match get.version_id(id).send().await {
            Ok(got) => Ok(decoded(got.policy_version.unwrap().document.unwrap())),
            refused => Err(refusal(refused)),
        }
    }

    /// The ids as listed, the default's with a star.
    async fn ids(&self) -> Vec<String> {
        let list = self.iam.list_policy_versions().policy_arn(&self.arn);
        let listed = list.send().await.unwrap();
        let star = |version: &PolicyVersion| {
            if version.is_default_version() {
                "*"
            } else {
                ""
            }
        };
        let versions = listed.versions().iter();
        versions
            .map(|version| format!("{}{}", version.version_id().unwrap(), star(version)))
            .collect()
    }

    async fn default_version_id(&self) -> String {
        self.get().await.default_version_id.unwrap()
    }

    async fn get(&self) -> aws_sdk_iam::types::Policy {
        let get = self.iam.get_policy().policy_arn(&self.arn);
        get.send().await.unwrap().policy.unwrap()
    }
}

#[tokio::test]
async fn one_of_the_versions_is_the_default() {
    let world = World::start().await;
    let policy = Policy::of(&world, "s3:GetObject").await;
    assert_eq!(
        policy.add("s3:GetObjectVersion", false).await.unwrap(),
        "v2"
    );
    assert_eq!(policy.ids().await, ["v2", "v1*"]);
    assert_eq!(policy.default_version_id().await, "v1");

    assert_eq!(policy.add("s3:ListBucket", true).await.unwrap(), "v3");
    assert_eq!(policy.ids().await, ["v3*", "v2", "v1"]);
    assert_eq!(policy.default_version_id().await, "v3");

    policy.set_default("v2").await.unwrap();
    policy.set_default("v2").await.unwrap();
    assert_eq!(policy.ids().await, ["v3", "v2*", "v1"]);
    for (id, action) in [
        ("v1", "s3:GetObject"),
        ("v2", "s3:GetObjectVersion"),
        ("v3", "s3:ListBucket"),
    ] {
        let document = policy.document(id).await.unwrap();
        assert_eq!(document, allow(action, "*").to_string());
    }
}

#[tokio::test]
async fn a_policy_is_updated_when_a_version_is_added() {
    let world = World::start().await;
    let policy = Policy::of(&world, "s3:GetObject").await;
    let created = policy.get().await;
    assert_eq!(created.update_date(), created.create_date());
    world.pass(60);
    policy.add("s3:GetObjectVersion", false).await.unwrap();
    let updated = policy.get().await;
    assert_eq!(updated.create_date(), created.create_date());
    let seconds = updated.update_date().unwrap().secs() - created.update_date().unwrap().secs();
    assert!((60..120).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn the_default_version_is_in_force() {
    let world = World::start().await;
    let policy = Policy::of(&world, "iam:ListRoles").await;
    let open = trust(&root(CUSTOMER), &json!({}));
    let nothing = allow("s3:ListBucket", "*");
    let role = world.role("customer", "lister", &open, &nothing).await;
    let attach = policy.iam.attach_role_policy().role_name("lister");
    attach.policy_arn(&policy.arn).send().await.unwrap();
    let sts = aws_sdk_sts::Client::new(&world.administrator("customer"));
    let assume = sts.assume_role().role_arn(role).role_session_name("s-1");
    let session = credentials(assume.send().await.unwrap());
    let lister = Client::new(&world.config(session));
    let lists = || async { lister.list_roles().send().await.is_ok() };
    assert!(lists().await);

    policy.add("iam:ListUsers", false).await.unwrap();
    assert!(lists().await);
    policy.set_default("v2").await.unwrap();
    assert!(!lists().await);
    policy.add("iam:List*", true).await.unwrap();
    assert!(lists().await);
}

#[tokio::test]
async fn there_are_at_most_five_versions_and_no_id_comes_back() {
    let world = World::start().await;
    let policy = Policy::of(&world, "s3:GetObject").await;
    for id in ["v2", "v3", "v4", "v5"] {
        assert_eq!(policy.add("s3:GetObject", false).await.unwrap(), id);
    }
    let full = policy.add("s3:GetObject", true).await;
    assert_eq!(full, Err(refused(409, "LimitExceeded")));
    policy.delete("v5").await.unwrap();
    assert_eq!(policy.add("s3:GetObject", true).await.unwrap(), "v6");
    assert_eq!(policy.ids().await, ["v6*", "v4", "v3", "v2", "v1"]);
    policy.delete("v1").await.unwrap();
    assert_eq!(
        policy.document("v1").await,
        Err(refused(404, "NoSuchEntity"))
    );
}

#[tokio::test]
async fn the_default_goes_only_with_the_policy_and_the_others_before_it() {
    let world = World::start().await;
    let policy = Policy::of(&world, "s3:GetObject").await;
    policy.add("s3:GetObjectVersion", true).await.unwrap();
    let conflict = refused(409, "DeleteConflict");
    assert_eq!(policy.delete("v2").await, Err(conflict.clone()));
    let delete = || policy.iam.delete_policy().policy_arn(&policy.arn).send();
    assert_eq!(refusal(delete().await), conflict);
    policy.delete("v1").await.unwrap();
    delete().await.unwrap();
    assert_eq!(
        policy.document("v2").await,
        Err(refused(404, "NoSuchEntity"))
    );
}

#[tokio::test]
async fn a_version_is_checked_as_a_policy_is() {
    let world = World::start().await;
    let policy = Policy::of(&world, "s3:GetObject").await;
    let malformed = refused(400, "MalformedPolicyDocument");
    let open = trust(&root(CUSTOMER), &json!({})).to_string();
    for document in ["not a policy", "{}", &open] {
        let outcome = policy.add_document(document, true).await;
        assert_eq!(outcome.unwrap_err(), malformed, "{document}");
    }
    let white_space = " ".repeat(100);
    let fits = sized(6144) + &white_space;
    assert!(policy.add_document(&fits, false).await.is_ok());
    let large = policy.add_document(&sized(6145), false).await;
    assert_eq!(large.unwrap_err(), refused(409, "LimitExceeded"));
    assert_eq!(policy.ids().await, ["v2", "v1*"]);

    for (id, refusal) in [
        ("v3", refused(404, "NoSuchEntity")),
        ("v1.a-1", refused(404, "NoSuchEntity")),
        ("v01", refused(400, "ValidationError")),
        ("v", refused(400, "ValidationError")),
        ("1", refused(400, "ValidationError")),
        ("v1.ä", refused(400, "ValidationError")),
    ] {
        assert_eq!(policy.document(id).await, Err(refusal.clone()), "{id}");
        assert_eq!(policy.set_default(id).await, Err(refusal.clone()), "{id}");
        assert_eq!(policy.delete(id).await, Err(refusal), "{id}");
    }
}

#[tokio::test]
async fn only_who_may_changes_the_versions_of_its_own_accounts_policies() {
    let world = World::start().await;
    let policy = Policy::of(&world, "s3:GetObject").await;
    let open = trust(&root(CUSTOMER), &json!({}));
    let may = allow("iam:GetPolicyVersion", &policy.arn);
    let role = world.role("customer", "reader", &open, &may).await;
    let sts = aws_sdk_sts::Client::new(&world.administrator("customer"));
    let assume = sts.assume_role().role_arn(role).role_session_name("s-1");
    let session = credentials(assume.send().await.unwrap());
    let reader = Client::new(&world.config(session));
    let elsewhere = Client::new(&world.administrator("platform"));
    let arn = policy.arn.clone();
    let of_aws = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess".to_owned();
    let seen = |iam: Client, arn: String| async move { Policy { iam, arn }.document("v1").await };
    assert!(seen(reader.clone(), arn.clone()).await.is_ok());
    assert!(seen(policy.iam.clone(), of_aws.clone()).await.is_ok());

    for (iam, arn, refusal) in [
        (reader, arn.clone(), refused(403, "AccessDenied")),
        (policy.iam.clone(), of_aws, refused(403, "AccessDenied")),
        (elsewhere, arn, refused(404, "NoSuchEntity")),
    ] {
        let other = Policy { iam, arn };
        let added = other.add("s3:*", true).await;
        assert_eq!(added, Err(refusal.clone()));
        assert_eq!(other.set_default("v1").await, Err(refusal.clone()));
        assert_eq!(other.delete("v1").await, Err(refusal));
    }
    assert_eq!(policy.ids().await, ["v1*"]);
}

#[tokio::test]
async fn versions_survive_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let start = || async {
        let options = Options {
            port: 0,
            data: Some(folder.path().to_owned()),
            clock: clock::system(),
        };
        let aws = EmbeddedAws::start(options).await.unwrap();
        let customer = Credentials::from_keys("customer", "customer", None);
        let iam = Client::new(&config(&aws, customer));
        (aws, iam)
    };
    let (aws, iam) = start().await;
    let policy = Policy::create(iam, "s3:GetObject").await;
    policy.add("s3:GetObjectVersion", true).await.unwrap();
    policy.add("s3:ListBucket", false).await.unwrap();
    policy.delete("v3").await.unwrap();
    aws.shutdown().await;

    let (_aws, iam) = start().await;
    let policy = Policy { iam, ..policy };
    assert_eq!(policy.ids().await, ["v2*", "v1"]);
    let document = policy.document("v2").await.unwrap();
    assert_eq!(document, allow("s3:GetObjectVersion", "*").to_string());
    assert_eq!(policy.add("s3:ListBucket", false).await.unwrap(), "v4");
}
