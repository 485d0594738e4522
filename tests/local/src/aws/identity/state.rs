//! What IAM remembers.
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    accounts::{ADMINISTRATOR, ADMINISTRATOR_ACCESS, ADMINISTRATORS, AWS_MANAGED_POLICIES},
    identifiers::unique_id,
    policy::Document,
    sessions::Sessions,
    versions::Versions,
};

/// Everything; sessions are not kept between runs.
#[derive(Serialize, Deserialize)]
pub(super) struct State {
    /// By id.
    pub(super) accounts: BTreeMap<String, Account>,
    /// Of all accounts and of AWS itself, by ARN.
    pub(super) managed_policies: BTreeMap<String, ManagedPolicy>,
    #[serde(skip)]
    pub(super) sessions: Sessions,
}

/// One account; users and roles by name.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Account {
    pub(super) users: BTreeMap<String, User>,
    pub(super) roles: BTreeMap<String, Role>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct User {
    pub(super) arn: String,
    pub(super) id: String,
    pub(super) path: String,
    pub(super) name: String,
    pub(super) created_at: Timestamp,
    /// Access key id → secret access key.
    pub(super) access_keys: BTreeMap<String, String>,
    pub(super) policies: Policies,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Role {
    pub(super) arn: String,
    pub(super) id: String,
    pub(super) path: String,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) created_at: Timestamp,
    pub(super) trust_policy: Document,
    /// Seconds.
    pub(super) max_session_duration: i64,
    pub(super) policies: Policies,
}

/// The identity policies of a user or a role.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Policies {
    /// By name.
    pub(super) inline: BTreeMap<String, Document>,
    /// ARNs.
    pub(super) attached: BTreeSet<String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ManagedPolicy {
    pub(super) arn: String,
    pub(super) id: String,
    pub(super) path: String,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) created_at: Timestamp,
    pub(super) versions: Versions,
}

impl State {
    /// Both accounts with their administrators, and the policies of AWS itself.
    pub(super) fn new() -> Self {
        let accounts = ADMINISTRATORS.map(|(account, access_key_id, secret_access_key)| {
            let administrator = User {
                arn: format!("arn:aws:iam::{account}:user/{ADMINISTRATOR}"),
                id: unique_id("AIDA"),
                path: "/".to_owned(),
                name: ADMINISTRATOR.to_owned(),
                created_at: Timestamp::UNIX_EPOCH,
                access_keys: [(access_key_id.to_owned(), secret_access_key.to_owned())].into(),
                policies: Policies {
                    attached: [ADMINISTRATOR_ACCESS.to_owned()].into(),
                    ..Policies::default()
                },
            };
            let users = [(ADMINISTRATOR.to_owned(), administrator)].into();
            (
                account.to_owned(),
                Account {
                    users,
                    roles: BTreeMap::new(),
                },
            )
        });
        let managed_policies =
            AWS_MANAGED_POLICIES.map(|(arn, text)| (arn.to_owned(), of_aws(arn, text)));
        Self {
            accounts: accounts.into(),
            managed_policies: managed_policies.into(),
            sessions: Sessions::default(),
        }
    }

    /// The role with this ARN, whatever its account.
    pub(super) fn role(&self, arn: &str) -> Option<&Role> {
        self.roles().find(|role| role.arn == arn)
    }

    /// The user with this ARN, whatever its account.
    pub(super) fn user(&self, arn: &str) -> Option<&User> {
        self.accounts
            .values()
            .flat_map(|account| account.users.values())
            .find(|user| user.arn == arn)
    }

    /// The user that has this access key, and the secret.
    pub(super) fn owner(&self, access_key_id: &str) -> Option<(&User, &str)> {
        let mut users = self
            .accounts
            .values()
            .flat_map(|account| account.users.values());
        users.find_map(|user| Some((user, user.access_keys.get(access_key_id)?.as_str())))
    }

    /// How many users and roles a managed policy is attached to.
    pub(super) fn attachments(&self, policy_arn: &str) -> usize {
        let users = self
            .accounts
            .values()
            .flat_map(|account| account.users.values());
        let of_users = users.map(|user| &user.policies);
        let of_roles = self.roles().map(|role| &role.policies);
        of_users
            .chain(of_roles)
            .filter(|policies| policies.attached.contains(policy_arn))
            .count()
    }

    /// The documents in force for these policies.
    pub(super) fn documents<'a>(
        &'a self,
        policies: &'a Policies,
    ) -> impl Iterator<Item = &'a Document> {
        let attached = policies
            .attached
            .iter()
            .filter_map(|arn| self.managed_policies.get(arn));
        policies
            .inline
            .values()
            .chain(attached.map(|policy| &policy.versions.default().document))
    }

    fn roles(&self) -> impl Iterator<Item = &Role> {
        self.accounts
            .values()
            .flat_map(|account| account.roles.values())
    }
}

fn of_aws(arn: &str, text: &str) -> ManagedPolicy {
    let created_at = Timestamp::UNIX_EPOCH;
    let document = Document::parse(text).expect("a policy of AWS is a policy");
    let (path, name) = arn
        .strip_prefix("arn:aws:iam::aws:policy")
        .and_then(|path_and_name| path_and_name.rsplit_once('/'))
        .expect("the ARN of a managed policy");
    ManagedPolicy {
        arn: arn.to_owned(),
        id: unique_id("ANPA"),
        path: format!("{path}/"),
        name: name.to_owned(),
        description: None,
        created_at,
        versions: Versions::new(document, created_at),
    }
}
