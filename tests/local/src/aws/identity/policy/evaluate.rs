//! What a document decides.
use super::{
    Context, Document,
    pattern::Pattern,
    principal::Principal,
    statement::{Effect, Statement},
};

/// What is asked of a policy.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub principal: &'a Principal,
    /// `s3:GetObject`; its case does not matter.
    pub action: &'a str,
    /// The ARN acted upon, or `*` for an action that has none.
    pub resource: &'a str,
    /// What conditions and variables look up.
    pub context: &'a Context,
}

/// What a policy answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// No statement applies: an implicit deny, unless another policy allows.
    NotApplicable,
    /// A statement allows and none denies.
    Allow,
    /// A statement denies: nothing can allow it any more.
    Deny,
}

impl Document {
    /// What this document, taken alone, decides.
    #[must_use]
    pub fn evaluate(&self, request: &Request) -> Decision {
        self.statements
            .iter()
            .filter(|statement| {
                statement.applies(request, self.has_variables.then_some(request.context))
            })
            .map(|statement| match statement.effect {
                Effect::Allow => Decision::Allow,
                Effect::Deny => Decision::Deny,
            })
            .max()
            .unwrap_or(Decision::NotApplicable)
    }
}

impl Statement {
    fn applies(&self, request: &Request, variables: Option<&Context>) -> bool {
        let action = |pattern: &str| {
            Pattern::without_variables(&pattern.to_ascii_lowercase())
                .matches(&request.action.to_ascii_lowercase())
        };
        let resource = |pattern: &str| {
            Pattern::parse(pattern, variables)
                .is_some_and(|pattern| pattern.matches(request.resource))
        };
        self.principal
            .as_ref()
            .is_none_or(|p| p.matches(request.principal))
            && self
                .not_principal
                .as_ref()
                .is_none_or(|p| !p.matches(request.principal))
            && self.action.as_ref().is_none_or(|a| a.iter().any(action))
            && self
                .not_action
                .as_ref()
                .is_none_or(|a| !a.iter().any(action))
            && self
                .resource
                .as_ref()
                .is_none_or(|r| r.iter().any(resource))
            && self
                .not_resource
                .as_ref()
                .is_none_or(|r| !r.iter().any(resource))
            && self
                .conditions
                .0
                .iter()
                .all(|c| c.holds(request.context, variables))
    }
}
