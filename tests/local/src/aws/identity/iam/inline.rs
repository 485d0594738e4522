//! The policies embedded in a role.
use super::{Answer, AwsError, Call, DONE, answers, names};
use crate::aws::identity::policy::Document;

/// Characters of all inline policies of a role together, without white space.
const INLINE_LIMIT: usize = 10_240;

impl Call<'_> {
    pub(super) fn put_role_policy(&mut self) -> Answer {
        let name = names::policy_name(self.form)?.to_owned();
        self.role()?;
        let document = self.identity_policy()?;
        let role = self.role()?;
        let others = role
            .policies
            .inline
            .iter()
            .filter(|(other, _)| **other != name);
        let size = document.size() + others.map(|(_, other)| other.size()).sum::<usize>();
        if size > INLINE_LIMIT {
            return Err(AwsError::limit_exceeded(format!(
                "Maximum policy size of {INLINE_LIMIT} bytes exceeded for role {}",
                role.name
            )));
        }
        role.policies.inline.insert(name, document);
        DONE
    }

    pub(super) fn get_role_policy(&mut self) -> Answer {
        let policy_name = names::policy_name(self.form)?.to_owned();
        let role = self.role()?;
        let document = role
            .policies
            .inline
            .get(&policy_name)
            .ok_or_else(|| missing(&policy_name))?;
        let policy = answers::RolePolicy {
            role_name: role.name.clone(),
            policy_document: answers::encoded(document),
            policy_name,
        };
        self.result(&policy)
    }

    pub(super) fn list_role_policies(&mut self) -> Answer {
        let policy_names = self.role()?.policies.inline.keys().cloned().collect();
        self.result(&answers::PolicyNames {
            policy_names,
            is_truncated: false,
        })
    }

    pub(super) fn delete_role_policy(&mut self) -> Answer {
        let name = names::policy_name(self.form)?.to_owned();
        self.role()?
            .policies
            .inline
            .remove(&name)
            .ok_or_else(|| missing(&name))?;
        DONE
    }

    /// The `PolicyDocument` of a call.
    pub(super) fn identity_policy(&self) -> Result<Document, AwsError> {
        let text = self.form.required("PolicyDocument")?;
        Ok(Document::parse_identity_policy(text)?)
    }
}

fn missing(policy_name: &str) -> AwsError {
    AwsError::no_such_entity(format!(
        "The role policy with name {policy_name} cannot be found."
    ))
}
