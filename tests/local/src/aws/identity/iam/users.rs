//! Users: enough to make one with an access key and some permissions.
use std::collections::BTreeMap;

use super::{Answer, AwsError, Call, DONE, answers, names};
use crate::aws::identity::{
    identifiers::{access_key_id, secret_access_key, unique_id},
    state::{Policies, User},
};

/// Access keys of a user.
const KEYS_PER_USER: usize = 2;

impl Call<'_> {
    pub(super) fn create_user(&mut self) -> Answer {
        self.form.refuse(&["PermissionsBoundary"])?;
        let name = names::user_name(self.form)?;
        let path = names::path(self.form)?;
        let arn = self.arn(&format!("user{path}{name}"));
        self.authorize(&arn)?;
        if self.account().users.contains_key(name) {
            return Err(AwsError::already_exists(format!(
                "User with name {name} already exists."
            )));
        }
        let user = User {
            arn,
            id: unique_id("AIDA"),
            path: path.to_owned(),
            name: name.to_owned(),
            created_at: self.now,
            access_keys: BTreeMap::new(),
            policies: Policies::default(),
        };
        let answer = self.result(&answers::OneUser {
            user: (&user).into(),
        });
        self.account().users.insert(name.to_owned(), user);
        answer
    }

    pub(super) fn create_access_key(&mut self) -> Answer {
        let create_date = answers::date(self.now);
        let user = self.user()?;
        if user.access_keys.len() >= KEYS_PER_USER {
            return Err(AwsError::limit_exceeded(format!(
                "Cannot exceed quota for AccessKeysPerUser: {KEYS_PER_USER}"
            )));
        }
        let access_key = answers::AccessKey {
            user_name: user.name.clone(),
            access_key_id: access_key_id("AKIA"),
            status: "Active",
            secret_access_key: secret_access_key(),
            create_date,
        };
        user.access_keys.insert(
            access_key.access_key_id.clone(),
            access_key.secret_access_key.clone(),
        );
        self.result(&answers::OneAccessKey { access_key })
    }

    pub(super) fn put_user_policy(&mut self) -> Answer {
        let name = names::policy_name(self.form)?.to_owned();
        self.user()?;
        let document = self.identity_policy()?;
        self.user()?.policies.inline.insert(name, document);
        DONE
    }

    pub(super) fn attach_user_policy(&mut self) -> Answer {
        let arn = names::arn(self.form, "PolicyArn")?.to_owned();
        self.user()?;
        self.usable_policy(&arn)?;
        self.user()?.policies.attached.insert(arn);
        DONE
    }
}
