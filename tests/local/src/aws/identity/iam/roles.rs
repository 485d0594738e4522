//! Roles and their trust policies.
use super::{Answer, AwsError, Call, DONE, answers, names};
use crate::aws::identity::{
    identifiers::unique_id,
    policy::{Document, NamedPrincipal},
    state::{Policies, Role, State},
};

/// Characters of a trust policy without white space, IAM's default quota.
const TRUST_POLICY_LIMIT: usize = 2048;

impl Call<'_> {
    pub(super) fn create_role(&mut self) -> Answer {
        self.form.refuse(&["PermissionsBoundary"])?;
        let name = names::role_name(self.form)?;
        let path = names::path(self.form)?;
        let arn = self.arn(&format!("role{path}{name}"));
        self.authorize(&arn)?;
        let trust_policy = self.trust_policy("AssumeRolePolicyDocument")?;
        let max_session_duration = self
            .form
            .number("MaxSessionDuration", 3600, (3600, 43_200))?;
        if self.account().roles.contains_key(name) {
            return Err(AwsError::already_exists(format!(
                "Role with name {name} already exists."
            )));
        }
        let role = Role {
            arn,
            id: unique_id("AROA"),
            path: path.to_owned(),
            name: name.to_owned(),
            description: self.form.optional("Description").map(str::to_owned),
            created_at: self.now,
            trust_policy,
            max_session_duration,
            policies: Policies::default(),
        };
        let answer = self.result(&answers::OneRole {
            role: (&role).into(),
        });
        self.account().roles.insert(name.to_owned(), role);
        answer
    }

    pub(super) fn get_role(&mut self) -> Answer {
        let role = (&*self.role()?).into();
        self.result(&answers::OneRole { role })
    }

    pub(super) fn list_roles(&mut self) -> Answer {
        let prefix = self.form.optional("PathPrefix").unwrap_or("/");
        self.authorize(&self.arn(&format!("role{prefix}")))?;
        let roles = self.account().roles.values();
        let roles = roles
            .filter(|role| role.path.starts_with(prefix))
            .map(Into::into)
            .collect();
        self.result(&answers::Roles {
            roles,
            is_truncated: false,
        })
    }

    pub(super) fn delete_role(&mut self) -> Answer {
        let role = self.role()?.clone();
        if !role.policies.attached.is_empty() {
            return Err(AwsError::delete_conflict(
                "Cannot delete entity, must detach all policies first.",
            ));
        }
        if !role.policies.inline.is_empty() {
            return Err(AwsError::delete_conflict(
                "Cannot delete entity, must delete policies first.",
            ));
        }
        self.account().roles.remove(&role.name);
        self.state.forget_principal(&role.arn, &role.id);
        DONE
    }

    pub(super) fn update_assume_role_policy(&mut self) -> Answer {
        self.role()?;
        let trust_policy = self.trust_policy("PolicyDocument")?;
        self.role()?.trust_policy = trust_policy;
        DONE
    }

    fn trust_policy(&self, parameter: &str) -> Result<Document, AwsError> {
        let text = self.form.required(parameter)?;
        let document = Document::parse_trust_policy(text)?;
        if document.size() > TRUST_POLICY_LIMIT {
            return Err(AwsError::limit_exceeded(format!(
                "Cannot exceed quota for ACLSizePerRole: {TRUST_POLICY_LIMIT}"
            )));
        }
        match document
            .principals()
            .into_iter()
            .find(|principal| !self.state.knows(principal))
        {
            Some(NamedPrincipal::Aws(name)) => Err(invalid_principal("AWS", &name)),
            Some(NamedPrincipal::Service(name)) => Err(invalid_principal("SERVICE", &name)),
            None => Ok(document),
        }
    }
}

fn invalid_principal(kind: &str, name: &str) -> AwsError {
    AwsError::malformed_policy(format!(r#"Invalid principal in policy: "{kind}":"{name}""#))
}

impl State {
    /// Whether a principal exists. Of accounts other than the two here, any may.
    fn knows(&self, principal: &NamedPrincipal) -> bool {
        let is_account = |id: &str| id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit());
        match principal {
            NamedPrincipal::Service(name) => name.ends_with(".amazonaws.com"),
            NamedPrincipal::Aws(name) => match name.split(':').collect::<Vec<_>>()[..] {
                ["*"] => true,
                [id] => is_account(id),
                ["arn", "aws", "iam", "", account, "root"] => is_account(account),
                ["arn", "aws", "sts", "", account, session] => {
                    let role = session
                        .strip_prefix("assumed-role/")
                        .and_then(|rest| rest.split('/').next());
                    let account = self.accounts.get(account);
                    role.zip(account)
                        .is_some_and(|(role, account)| account.roles.contains_key(role))
                }
                _ => self.role(name).is_some() || self.user(name).is_some(),
            },
        }
    }

    /// Trust policies keep naming a deleted principal, but by its unique id: a new one of the
    /// same name is not trusted.
    fn forget_principal(&mut self, arn: &str, id: &str) {
        let named = NamedPrincipal::Aws(arn.to_owned());
        let roles = self
            .accounts
            .values_mut()
            .flat_map(|account| account.roles.values_mut());
        for role in roles.filter(|role| role.trust_policy.principals().contains(&named)) {
            role.trust_policy = role.trust_policy.with_principal_renamed(arn, id);
        }
    }
}
