//! IAM's policy language: documents, and what they decide about a request.
//!
//! ```
//! use local::aws::identity::policy::{Context, Decision, Document, Principal, Request};
//!
//! let document = Document::parse(
//!     r#"{"Version": "2012-10-17", "Statement": {
//!         "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::pictures/*"}}"#,
//! )?;
//! let decision = document.evaluate(&Request {
//!     principal: &Principal::user("arn:aws:iam::111122223333:user/ada"),
//!     action: "s3:GetObject",
//!     resource: "arn:aws:s3:::pictures/cat.jpg",
//!     context: &Context::new(),
//! });
//! assert_eq!(decision, Decision::Allow);
//! # Ok::<(), local::aws::identity::policy::MalformedPolicy>(())
//! ```
mod condition;
mod document;
mod evaluate;
mod pattern;
mod principal;
mod statement;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use document::{Document, MalformedPolicy};
pub use evaluate::{Decision, Request};
pub use principal::{NamedPrincipal, Principal};

/// The request context that conditions are evaluated against, as `aws:PrincipalArn` → value.
///
/// Keys are compared without regard to case, as IAM does; each has one value.
pub type Context = BTreeMap<String, String>;

/// The value of a context key.
fn lookup<'a>(context: &'a Context, key: &str) -> Option<&'a str> {
    context
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(key))
        .map(|(_, value)| value.as_str())
}
