//! What a deployment decides, as the functions read it from their environment.
use std::convert::Infallible;
use std::fmt::Display;
use std::str::FromStr;

use jiff::SignedDuration;

use crate::domain::{EndpointUrl, ExternalId, Platform, Region};
use crate::policy::{TRUST_POLICY_CHARACTERS, trust_policy};

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
    /// `SIGNING_WINDOW`: for how many seconds a locator keeps its URL, by default 300, at most
    /// 3,600; 0 is off.
    pub signing_window: SignedDuration,
    /// `ROUTING_MAX_AGE`: for how many seconds an organisation's integrations are remembered where
    /// locators are presigned, by default 5, at most 60; 0 is not at all.
    pub routing_max_age: SignedDuration,
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
        let account = reader.required("PLATFORM_ACCOUNT_ID");
        let table_name = reader.required("TABLE_NAME");
        let console_origins = reader.required("CONSOLE_ORIGINS");
        let window = reader.optional("SIGNING_WINDOW", "300");
        let routing_max_age = reader.optional("ROUTING_MAX_AGE", "5");
        let organization_claim = reader.optional("ORGANIZATION_CLAIM", "org_id");
        let roles_claim = reader.optional("ROLES_CLAIM", "roles");
        let platform = region.zip(account).and_then(|(region, account)| {
            let partition = region.partition();
            let own_path = format!("arn:{partition}:iam::{account}:role/s3-integrations/*");
            let List(principal_arns) = reader.optional("PRINCIPAL_ARNS", &own_path)?;
            let platform = Platform {
                account,
                partition,
                principal_arns,
            };
            reader.check("PRINCIPAL_ARNS", trustworthy(&platform))?;
            Some(platform)
        });
        let read = || {
            let List(console_origins): List<Origin> = console_origins?;
            let SigningWindow(signing_window) = window?;
            let RoutingMaxAge(routing_max_age) = routing_max_age?;
            let ClaimName(organization_claim) = organization_claim?;
            let ClaimName(roles_claim) = roles_claim?;
            Some(Self {
                table_name: table_name?,
                platform: platform?,
                console_origins: console_origins
                    .into_iter()
                    .map(|Origin(text)| text)
                    .collect(),
                organization_claim,
                roles_claim,
                signing_window,
                routing_max_age,
            })
        };
        read().ok_or(InvalidConfiguration(reader.problems))
    }
}

/// That the patterns name principals of the platform's own account, and fit into a trust policy.
fn trustworthy(platform: &Platform) -> Result<(), &'static str> {
    let own = |pattern: &String| {
        let parts: Vec<_> = pattern.splitn(6, ':').collect();
        let partition = platform.partition.as_str();
        let account = platform.account.as_str();
        matches!(parts[..], ["arn", p, "iam" | "sts", "", a, _] if p == partition && a == account)
    };
    if !platform.principal_arns.iter().all(own) {
        return Err("each pattern is an ARN of the platform's own account");
    }
    let rendered = trust_policy(platform, &ExternalId::from_random(0));
    if rendered.characters() > TRUST_POLICY_CHARACTERS {
        return Err("the trust policy would have more than 2048 characters");
    }
    Ok(())
}

struct Reader<V> {
    variable: V,
    problems: Vec<String>,
}

impl<V: Fn(&str) -> Option<String>> Reader<V> {
    fn required<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        match (self.variable)(name) {
            Some(text) if !text.is_empty() => self.parse(name, &text),
            _ => {
                self.problems.push(format!("{name} is not set"));
                None
            }
        }
    }

    fn optional<T: FromStr<Err: Display>>(&mut self, name: &str, default: &str) -> Option<T> {
        let text = (self.variable)(name).filter(|text| !text.is_empty());
        self.parse(name, text.as_deref().unwrap_or(default))
    }

    fn parse<T: FromStr<Err: Display>>(&mut self, name: &str, text: &str) -> Option<T> {
        self.check(name, text.parse())
    }

    fn check<T>(&mut self, name: &str, checked: Result<T, impl Display>) -> Option<T> {
        let problem = |error| self.problems.push(format!("{name}: {error}"));
        checked.map_err(problem).ok()
    }
}

/// Comma-separated values, at least one.
struct List<T>(Vec<T>);

impl<T: FromStr> FromStr for List<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        let items = text.split(',').map(|item| item.trim().parse());
        items.collect::<Result<_, _>>().map(Self)
    }
}

/// The origin of a web page: `https://app.example.com`, as a browser sends it. That is a URL of a
/// host in its one spelling, and nothing after; `*` and user names are in none.
struct Origin(String);

impl FromStr for Origin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url: EndpointUrl = text.parse().map_err(|_| NOT_AN_ORIGIN)?;
        let has_path = text.matches('/').count() > 2;
        if url.as_str() == text && !has_path {
            Ok(Self(text.to_owned()))
        } else {
            Err(NOT_AN_ORIGIN)
        }
    }
}

const NOT_AN_ORIGIN: &str = "an origin is written like https://app.example.com, without a path";

struct SigningWindow(SignedDuration);

impl FromStr for SigningWindow {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let seconds = seconds(text, 3600).ok_or("the window is 0 to 3600 seconds")?;
        Ok(Self(seconds))
    }
}

struct RoutingMaxAge(SignedDuration);

impl FromStr for RoutingMaxAge {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let seconds = seconds(text, 60).ok_or("the age is 0 to 60 seconds")?;
        Ok(Self(seconds))
    }
}

fn seconds(text: &str, most: u16) -> Option<SignedDuration> {
    let seconds: u16 = text.parse().ok()?;
    (seconds <= most).then(|| SignedDuration::from_secs(seconds.into()))
}

struct ClaimName(String);

impl FromStr for ClaimName {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Configuration, InvalidConfiguration> {
        let find = |name: &str| variables.iter().find(|(n, _)| *n == name);
        Configuration::read(|name| find(name).map(|(_, value)| (*value).to_owned()))
    }

    const ENOUGH: [(&str, &str); 4] = [
        ("AWS_REGION", "cn-north-1"),
        ("PLATFORM_ACCOUNT_ID", "123456789012"),
        ("TABLE_NAME", "integrations"),
        (
            "CONSOLE_ORIGINS",
            "https://app.example.com, http://localhost:9000",
        ),
    ];

    #[test]
    fn four_variables_are_enough() {
        let configuration = read(&ENOUGH).unwrap();
        assert_eq!(configuration.organization_claim, "org_id");
        assert_eq!(configuration.signing_window, SignedDuration::from_mins(5));
        assert_eq!(
            configuration.platform.principal_arns,
            ["arn:aws-cn:iam::123456789012:role/s3-integrations/*"]
        );
        assert_eq!(
            configuration.console_origins,
            ["https://app.example.com", "http://localhost:9000"]
        );
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let InvalidConfiguration(problems) = read(&[
            ("PLATFORM_ACCOUNT_ID", "12"),
            ("SIGNING_WINDOW", "soon"),
            ("ROUTING_MAX_AGE", "61"),
            ("CONSOLE_ORIGINS", "https://app.example.com/"),
        ])
        .unwrap_err();
        assert_eq!(
            problems,
            [
                "AWS_REGION is not set",
                "PLATFORM_ACCOUNT_ID: an account id has 12 digits",
                "TABLE_NAME is not set",
                "CONSOLE_ORIGINS: an origin is written like https://app.example.com, without a path",
                "SIGNING_WINDOW: the window is 0 to 3600 seconds",
                "ROUTING_MAX_AGE: the age is 0 to 60 seconds",
            ]
        );
    }

    #[test]
    fn an_origin_is_what_a_browser_sends() {
        for origin in [
            "https://*",
            "https://*.example.com",
            "https://app@evil.example",
            "https://App.example.com",
            "https://app.example.com:443",
            "https://app.example.com/",
            "httpx://app.example.com",
        ] {
            let problems = read(&[&[("CONSOLE_ORIGINS", origin)], &ENOUGH[..]].concat());
            assert!(problems.is_err(), "{origin}");
        }
    }

    #[test]
    fn trust_policies_trust_the_own_account_only() {
        let long = "arn:aws-cn:iam::123456789012:role/x,".repeat(60);
        for patterns in [
            "*",
            "arn:aws-cn:iam::111122223333:role/*",
            "arn:aws:iam::123456789012:role/*",
            "arn:aws-cn:iam::123456789012:role/a,,",
            long.trim_end_matches(','),
        ] {
            let problems = read(&[&ENOUGH[..], &[("PRINCIPAL_ARNS", patterns)]].concat());
            assert!(problems.unwrap_err().0[0].starts_with("PRINCIPAL_ARNS: "));
        }
    }
}
