//! The `Condition` element.
use std::{cmp::Ordering, collections::BTreeMap};

use serde::{Deserialize, Deserializer, de::Error as _};

use super::{Context, lookup, pattern::Pattern, statement::OneOrMany};

/// Operator → key → values, flattened.
#[derive(Clone, Debug, Default)]
pub(super) struct Conditions(pub(super) Vec<Condition>);

/// One operator applied to one key; a statement's conditions must all hold.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    operator: Operator,
    key: String,
    values: Vec<String>,
}

/// `ForAllValues:`, `StringNotLike`, `IfExists`, taken apart.
#[derive(Clone, Copy, Debug)]
struct Operator {
    comparison: Comparison,
    negated: bool,
    /// What an absent key decides.
    when_absent: bool,
}

#[derive(Clone, Copy, Debug)]
enum Comparison {
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    Arn,
    Bool,
    Null,
    Numeric(fn(Ordering) -> bool),
    Date(fn(Ordering) -> bool),
}

impl Condition {
    /// Nothing when there is no such operator.
    pub(super) fn new(operator: &str, key: String, values: Vec<String>) -> Option<Self> {
        Some(Self {
            operator: Operator::parse(operator)?,
            key,
            values,
        })
    }

    /// Whether the condition holds: any of its values matches (none, for a negated operator).
    pub(super) fn holds(&self, context: &Context, variables: Option<&Context>) -> bool {
        let Operator {
            comparison,
            negated,
            when_absent,
        } = self.operator;
        let mut values = self.values.iter();
        match (lookup(context, &self.key), comparison) {
            (None, Comparison::Null) => values.any(|expected| expected == "true"),
            (None, _) => when_absent,
            (Some(value), _) => {
                values.any(|expected| comparison.matches(expected, value, variables)) != negated
            }
        }
    }
}

impl Operator {
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>,
    /// without `IpAddress` and `BinaryEquals`.
    ///
    /// A context key has one value here, so `ForAllValues:` and `ForAnyValue:` differ only in
    /// what an absent key decides.
    fn parse(name: &str) -> Option<Self> {
        let (for_all, for_any, name) = match name.split_once(':') {
            Some(("ForAllValues", name)) => (true, false, name),
            Some(("ForAnyValue", name)) => (false, true, name),
            Some(_) => return None,
            None => (false, false, name),
        };
        let (if_exists, name) = match name.strip_suffix("IfExists") {
            Some(name) if name != "Null" => (true, name),
            Some(_) => return None,
            None => (false, name),
        };
        let (comparison, negated) = match name {
            "StringEquals" => (Comparison::StringEquals, false),
            "StringNotEquals" => (Comparison::StringEquals, true),
            "StringEqualsIgnoreCase" => (Comparison::StringEqualsIgnoreCase, false),
            "StringNotEqualsIgnoreCase" => (Comparison::StringEqualsIgnoreCase, true),
            "StringLike" => (Comparison::StringLike, false),
            "StringNotLike" => (Comparison::StringLike, true),
            "ArnEquals" | "ArnLike" => (Comparison::Arn, false),
            "ArnNotEquals" | "ArnNotLike" => (Comparison::Arn, true),
            "Bool" => (Comparison::Bool, false),
            "Null" => (Comparison::Null, false),
            "NumericEquals" => (Comparison::Numeric(Ordering::is_eq), false),
            "NumericNotEquals" => (Comparison::Numeric(Ordering::is_eq), true),
            "NumericLessThan" => (Comparison::Numeric(Ordering::is_lt), false),
            "NumericLessThanEquals" => (Comparison::Numeric(Ordering::is_le), false),
            "NumericGreaterThan" => (Comparison::Numeric(Ordering::is_gt), false),
            "NumericGreaterThanEquals" => (Comparison::Numeric(Ordering::is_ge), false),
            "DateEquals" => (Comparison::Date(Ordering::is_eq), false),
            "DateNotEquals" => (Comparison::Date(Ordering::is_eq), true),
            "DateLessThan" => (Comparison::Date(Ordering::is_lt), false),
            "DateLessThanEquals" => (Comparison::Date(Ordering::is_le), false),
            "DateGreaterThan" => (Comparison::Date(Ordering::is_gt), false),
            "DateGreaterThanEquals" => (Comparison::Date(Ordering::is_ge), false),
            _ => return None,
        };
        let when_absent = for_all || if_exists || (negated && !for_any);
        Some(Self {
            comparison,
            negated,
            when_absent,
        })
    }
}

impl Comparison {
    /// Whether the value of a key that is there is as expected.
    fn matches(self, expected: &str, value: &str, variables: Option<&Context>) -> bool {
        let pattern = || Pattern::parse(expected, variables);
        match self {
            Self::StringEquals => pattern().is_some_and(|p| p.literal() == value),
            Self::StringEqualsIgnoreCase => {
                pattern().is_some_and(|p| p.literal().to_lowercase() == value.to_lowercase())
            }
            Self::StringLike => pattern().is_some_and(|p| p.matches(value)),
            Self::Arn => pattern().is_some_and(|p| p.matches_arn(value)),
            Self::Bool => expected.eq_ignore_ascii_case(value),
            Self::Null => expected == "false",
            Self::Numeric(holds) => compare(number(value), number(expected)).is_some_and(holds),
            Self::Date(holds) => compare(seconds(value), seconds(expected)).is_some_and(holds),
        }
    }
}

fn compare(value: Option<f64>, expected: Option<f64>) -> Option<Ordering> {
    value?.partial_cmp(&expected?)
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// A date of a policy: ISO 8601, or seconds since 1970.
#[expect(clippy::cast_precision_loss, reason = "seconds stay far below 2^52")]
fn seconds(text: &str) -> Option<f64> {
    let timestamp = text
        .parse::<jiff::Timestamp>()
        .map(|time| time.as_second() as f64);
    let day = || {
        text.parse::<jiff::civil::Date>()
            .ok()?
            .to_zoned(jiff::tz::TimeZone::UTC)
            .ok()
    };
    timestamp
        .ok()
        .or_else(|| day().map(|day| day.timestamp().as_second() as f64))
        .or_else(|| number(text))
}

/// Strings, numbers and booleans may stand in a condition.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    String(String),
    Bool(bool),
    Number(serde_json::Number),
}

impl<'de> Deserialize<'de> for Conditions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let block =
            BTreeMap::<String, BTreeMap<String, OneOrMany<Scalar>>>::deserialize(deserializer)?;
        let mut conditions = Vec::new();
        for (operator, keys) in block {
            for (key, values) in keys {
                let values = match values {
                    OneOrMany::One(value) => vec![value.into()],
                    OneOrMany::Many(values) => values.into_iter().map(String::from).collect(),
                };
                conditions.push(Condition::new(&operator, key, values).ok_or_else(|| {
                    D::Error::custom(format!("Invalid Condition type : {operator}."))
                })?);
            }
        }
        Ok(Self(conditions))
    }
}

impl From<Scalar> for String {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::String(string) => string,
            Scalar::Bool(bool) => bool.to_string(),
            Scalar::Number(number) => number.to_string(),
        }
    }
}
