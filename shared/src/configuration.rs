//! What a deployment decides, as the functions read it from their environment.
use jiff::SignedDuration;

use crate::domain::{Partition, Platform, Region};

/// The settings of a deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// `TABLE_NAME`: the DynamoDB table.
    pub table_name: String,
    /// `PLATFORM_ACCOUNT_ID`, the partition of `AWS_REGION`, and `PRINCIPAL_ARNS`: comma-separated
    /// patterns for the trust policies, by default every role below `/s3-integrations/`.
    pub platform: Platform,
    /// `CONSOLE_ORIGINS`: comma-separated origins of the pages that show files.
    pub console_origins: Vec<String>,
    /// `ORGANIZATION_CLAIM`, by default `org_id`.
    pub organization_claim: String,
    /// `ROLES_CLAIM`, by default `roles`.
    pub roles_claim: String,
    /// `SIGNING_WINDOW`: for how many seconds a locator keeps its URL, by default 300; 0 is off.
    pub signing_window: SignedDuration,
}

/// Every variable that is missing or cannot be read, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the configuration is not complete: {}", .0.join("; "))]
pub struct InvalidConfiguration(pub Vec<String>);

impl Configuration {
    /// The configuration that `variable` holds: the environment, or a map in tests.
    ///
    /// # Errors
    /// Names every bad variable at once. Nothing falls back to a default because it is malformed.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, InvalidConfiguration> {
        let mut reader = Reader {
            variable,
            problems: vec![],
        };
        let region: Option<Region> = reader.required("AWS_REGION");
        let partition = region.map_or(Partition::Aws, |region| region.partition());
        let account = reader.required("PLATFORM_ACCOUNT_ID");
        let table_name = reader.required::<String>("TABLE_NAME");
        let console_origins = reader.list("CONSOLE_ORIGINS");
        let principal_arns = reader.list("PRINCIPAL_ARNS");
        let window = reader.optional("SIGNING_WINDOW", "300");
        let organization_claim = reader.optional("ORGANIZATION_CLAIM", "org_id");
        let roles_claim = reader.optional("ROLES_CLAIM", "roles");
        match (account, table_name, organization_claim, roles_claim, window) {
            (
                Some(account),
                Some(table_name),
                Some(organization_claim),
                Some(roles_claim),
                Some(window),
            ) if reader.problems.is_empty() => {
                let own_path = format!("arn:{partition}:iam::{account}:role/s3-integrations/*");
                Ok(Self {
                    table_name,
                    platform: Platform {
                        account,
                        partition,
                        principal_arns: principal_arns.unwrap_or_else(|| vec![own_path]),
                    },
                    console_origins: console_origins.unwrap_or_default(),
                    organization_claim,
                    roles_claim,
                    signing_window: SignedDuration::from_secs(i64::from(u32::min(window, 3600))),
                })
            }
            _ => Err(InvalidConfiguration(reader.problems)),
        }
    }
}

struct Reader<V> {
    variable: V,
    problems: Vec<String>,
}

impl<V: Fn(&str) -> Option<String>> Reader<V> {
    fn required<T: std::str::FromStr<Err: std::fmt::Display>>(&mut self, name: &str) -> Option<T> {
        match (self.variable)(name) {
            Some(text) if !text.is_empty() => self.parse(name, &text),
            _ => {
                self.problems.push(format!("{name} is not set"));
                None
            }
        }
    }

    fn optional<T: std::str::FromStr<Err: std::fmt::Display>>(
        &mut self,
        name: &str,
        default: &str,
    ) -> Option<T> {
        let text = (self.variable)(name).unwrap_or_else(|| default.to_owned());
        self.parse(name, &text)
    }

    /// Comma-separated values; none when the variable is missing or empty.
    fn list(&self, name: &str) -> Option<Vec<String>> {
        let text = (self.variable)(name).filter(|text| !text.trim().is_empty())?;
        Some(text.split(',').map(|item| item.trim().to_owned()).collect())
    }

    fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(
        &mut self,
        name: &str,
        text: &str,
    ) -> Option<T> {
        let problem = |error| self.problems.push(format!("{name}: {error}"));
        text.parse().map_err(problem).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Configuration, InvalidConfiguration> {
        let find = |name: &str| variables.iter().find(|(n, _)| *n == name);
        Configuration::read(|name| find(name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn three_variables_are_enough() {
        let configuration = read(&[
            ("AWS_REGION", "cn-north-1"),
            ("PLATFORM_ACCOUNT_ID", "123456789012"),
            ("TABLE_NAME", "integrations"),
        ])
        .unwrap();
        assert_eq!(configuration.organization_claim, "org_id");
        assert_eq!(configuration.signing_window, SignedDuration::from_mins(5));
        assert_eq!(
            configuration.platform.principal_arns,
            ["arn:aws-cn:iam::123456789012:role/s3-integrations/*"]
        );
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let InvalidConfiguration(problems) =
            read(&[("PLATFORM_ACCOUNT_ID", "12"), ("SIGNING_WINDOW", "soon")]).unwrap_err();
        assert_eq!(
            problems,
            [
                "AWS_REGION is not set",
                "PLATFORM_ACCOUNT_ID: an account id has 12 digits",
                "TABLE_NAME is not set",
                "SIGNING_WINDOW: invalid digit found in string",
            ]
        );
    }
}
