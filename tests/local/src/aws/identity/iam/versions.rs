//! The versions of managed policies.
use super::{Answer, AwsError, Call, DONE, answers, names};

/// Versions of a managed policy, a quota of IAM.
const VERSIONS_PER_POLICY: usize = 5;

impl Call<'_> {
    pub(super) fn create_policy_version(&mut self) -> Answer {
        self.own_policy()?;
        let document = self.managed_policy_document()?;
        let is_default_version = self.form.optional("SetAsDefault") == Some("true");
        let now = self.now;
        let versions = &mut self.own_policy()?.versions;
        if versions.len() >= VERSIONS_PER_POLICY {
            return Err(AwsError::limit_exceeded(format!(
                "A managed policy can have up to {VERSIONS_PER_POLICY} versions. Before you create \
                 a new version, you must delete an existing version."
            )));
        }
        let version_id = versions.add(document, now);
        if is_default_version {
            versions.set_default(&version_id);
        }
        let policy_version = answers::PolicyVersion {
            document: None,
            version_id,
            is_default_version,
            create_date: answers::date(now),
        };
        self.result(&answers::OnePolicyVersion { policy_version })
    }

    pub(super) fn get_policy_version(&mut self) -> Answer {
        let id = names::version_id(self.form)?;
        let policy = self.policy()?;
        let version = policy.versions.get(id);
        let version = version.ok_or_else(|| missing(&policy.arn, id))?;
        let policy_version = answers::PolicyVersion {
            document: Some(answers::encoded(&version.document)),
            ..answers::PolicyVersion::listed(version, &policy.versions)
        };
        self.result(&answers::OnePolicyVersion { policy_version })
    }

    pub(super) fn list_policy_versions(&mut self) -> Answer {
        let kept = &self.policy()?.versions;
        let listed = kept.newest_first().into_iter();
        let versions = listed
            .map(|version| answers::PolicyVersion::listed(version, kept))
            .collect();
        self.result(&answers::PolicyVersions {
            versions,
            is_truncated: false,
        })
    }

    pub(super) fn set_default_policy_version(&mut self) -> Answer {
        let id = names::version_id(self.form)?;
        let policy = self.own_policy()?;
        let outcome = policy.versions.set_default(id);
        outcome.ok_or_else(|| missing(&policy.arn, id))?;
        DONE
    }

    pub(super) fn delete_policy_version(&mut self) -> Answer {
        let id = names::version_id(self.form)?;
        let policy = self.own_policy()?;
        if policy.versions.default().id() == id {
            return Err(AwsError::delete_conflict(
                "Cannot delete the default version of a policy.",
            ));
        }
        let removed = policy.versions.remove(id);
        removed.ok_or_else(|| missing(&policy.arn, id))?;
        DONE
    }
}

fn missing(arn: &str, id: &str) -> AwsError {
    AwsError::no_such_entity(format!(
        "Policy {arn} version {id} does not exist or is not attachable."
    ))
}
