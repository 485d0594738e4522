//! What a caller's own policies allow.
use jiff::Timestamp;

use super::{
    Caller, Context,
    policy::{Decision, Principal, Request},
    state::{Policies, State},
};

/// What the two kinds of a caller's own policies decide.
#[derive(Clone, Copy, Debug)]
pub(super) struct OwnDecision {
    /// The user's or the role's policies.
    identity: Decision,
    /// The session's, if it has one.
    session: Option<Decision>,
}

impl OwnDecision {
    /// Both allow.
    pub(super) fn allows(self) -> bool {
        self.identity == Decision::Allow && self.session_allows()
    }

    /// Nothing denies, and the session policy allows: enough where a resource's policy names
    /// the caller in person.
    pub(super) fn permits(self) -> bool {
        self.identity != Decision::Deny && self.session_allows()
    }

    fn session_allows(self) -> bool {
        self.session
            .is_none_or(|decision| decision == Decision::Allow)
    }
}

impl State {
    pub(super) fn allows(
        &self,
        caller: &Caller,
        action: &str,
        resource: &str,
        context: &Context,
        now: Timestamp,
    ) -> bool {
        let mut known = self.context(caller, now);
        known.extend(context.clone());
        self.decide(caller, action, resource, &known).allows()
    }

    /// Evaluated at use, so that a change of the role changes its sessions.
    pub(super) fn decide(
        &self,
        caller: &Caller,
        action: &str,
        resource: &str,
        context: &Context,
    ) -> OwnDecision {
        let principal = self.principal(caller);
        let request = Request {
            principal: &principal,
            action,
            resource,
            context,
        };
        let session = self.sessions.get(&caller.access_key_id);
        let identity = match session {
            Some(session) => session.role(self).map(|role| &role.policies),
            None => self
                .owner(&caller.access_key_id)
                .map(|(user, _)| &user.policies),
        };
        OwnDecision {
            identity: identity.map_or(Decision::NotApplicable, |policies| {
                self.evaluate(policies, &request)
            }),
            session: session.and_then(|session| Some(session.policy.as_ref()?.evaluate(&request))),
        }
    }

    /// Who the caller is to a `Principal` element.
    pub(super) fn principal(&self, caller: &Caller) -> Principal {
        match self.sessions.get(&caller.access_key_id) {
            Some(session) => session.principal(),
            None => Principal::user(&caller.arn),
        }
    }

    /// The global condition keys that tell of the caller and of the time:
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>.
    pub(super) fn context(&self, caller: &Caller, now: Timestamp) -> Context {
        let session = self.sessions.get(&caller.access_key_id);
        let user = self.owner(&caller.access_key_id).map(|(user, _)| user);
        // A session is known by its role's ARN, not by its own.
        let arn = session.map_or(&*caller.arn, |session| session.role_arn());
        let id = session
            .map(|session| &session.user_id)
            .or(user.map(|user| &user.id));
        let mut context = Context::from([
            ("aws:PrincipalArn".to_owned(), arn.to_owned()),
            ("aws:PrincipalAccount".to_owned(), caller.account.clone()),
            (
                "aws:PrincipalType".to_owned(),
                if session.is_some() {
                    "AssumedRole"
                } else {
                    "User"
                }
                .to_owned(),
            ),
            ("aws:userid".to_owned(), id.cloned().unwrap_or_default()),
            ("aws:PrincipalIsAWSService".to_owned(), "false".to_owned()),
            ("aws:SecureTransport".to_owned(), "false".to_owned()),
            ("aws:CurrentTime".to_owned(), now.to_string()),
            ("aws:EpochTime".to_owned(), now.as_second().to_string()),
        ]);
        if let Some(user) = user {
            context.insert("aws:username".to_owned(), user.name.clone());
        }
        context
    }

    fn evaluate(&self, policies: &Policies, request: &Request) -> Decision {
        self.documents(policies)
            .map(|document| document.evaluate(request))
            .max()
            .unwrap_or(Decision::NotApplicable)
    }
}
