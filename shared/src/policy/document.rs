use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

/// An IAM policy document, in the one language version that has policy variables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyDocument {
    version: &'static str,
    statement: Vec<Statement>,
}

/// One statement of a policy document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Statement {
    pub(super) sid: &'static str,
    pub(super) effect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) principal: Option<BTreeMap<&'static str, String>>,
    pub(super) action: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) resource: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) condition: Condition,
}

/// Operator → condition key → values.
pub(super) type Condition = BTreeMap<&'static str, BTreeMap<&'static str, Vec<String>>>;

#[expect(
    clippy::missing_panics_doc,
    reason = "texts, lists and maps with text keys always serialise"
)]
impl PolicyDocument {
    pub(super) fn new(statement: Vec<Statement>) -> Self {
        Self {
            version: "2012-10-17",
            statement,
        }
    }

    /// The document as people paste it, indented.
    #[must_use]
    pub fn to_pretty_json(&self) -> String {
        let json = serde_json::to_string_pretty(self);
        in_ascii(&json.expect("a policy document is plain JSON"))
    }

    /// The document as it is sent, without white space.
    #[must_use]
    pub fn to_json(&self) -> String {
        let json = serde_json::to_string(self);
        in_ascii(&json.expect("a policy document is plain JSON"))
    }

    /// Its size in the characters that IAM counts: all but white space.
    #[must_use]
    pub fn characters(&self) -> usize {
        self.to_json()
            .chars()
            .filter(|c| !c.is_whitespace())
            .count()
    }
}

impl Statement {
    pub(super) fn allow(
        sid: &'static str,
        action: Vec<&'static str>,
        resource: Vec<String>,
    ) -> Self {
        Self {
            sid,
            effect: "Allow",
            principal: None,
            action,
            resource,
            condition: Condition::new(),
        }
    }

    pub(super) fn when(
        mut self,
        operator: &'static str,
        key: &'static str,
        values: Vec<String>,
    ) -> Self {
        let keys = self.condition.entry(operator).or_default();
        keys.insert(key, values);
        self
    }
}

/// `text` as a literal inside a resource or a `StringLike` pattern: IAM's wildcards and the start
/// of its variables lose their meaning.
///
/// Source: IAM User Guide, "IAM policy elements: Variables and tags", special characters.
pub(super) fn literal(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '*' => escaped.push_str("${*}"),
            '?' => escaped.push_str("${?}"),
            '$' => escaped.push_str("${$}"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// JSON in ASCII alone. IAM and STS refuse a document with characters beyond U+00FF, and read
/// `\u00e9` like any JSON parser; outside of strings JSON is ASCII already.
fn in_ascii(json: &str) -> String {
    let mut ascii = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() && character != '\u{7f}' {
            ascii.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(ascii, "\\u{unit:04x}").expect("writing to a String cannot fail");
            }
        }
    }
    ascii
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_and_variables_become_literals() {
        assert_eq!(
            literal("a*b?c${aws:username}"),
            "a${*}b${?}c${$}{aws:username}"
        );
        assert_eq!(literal("plain/é \"quoted\""), "plain/é \"quoted\"");
    }

    #[test]
    fn a_document_is_ascii_and_the_same_json() {
        let resource = vec!["é🦀\u{7f}\"\\\n".to_owned()];
        let document = PolicyDocument::new(vec![Statement::allow(
            "Test",
            vec!["s3:GetObject"],
            resource,
        )]);
        let json = document.to_json();
        assert!(json.is_ascii());
        let parsed: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(parsed["Statement"][0]["Resource"][0], "é🦀\u{7f}\"\\\n");
        let pretty: serde_json::Value = serde_json::from_str(&document.to_pretty_json()).unwrap();
        assert_eq!(pretty, parsed);
        assert_eq!(document.characters(), json.len());
    }
}
