use crate::configuration::{Configuration, InvalidConfiguration};

/// The configuration that the process's environment holds: the one place that reads it.
///
/// # Errors
/// Names every variable that is missing or malformed.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub fn configuration() -> Result<Configuration, InvalidConfiguration> {
    Configuration::read(|name| std::env::var(name).ok())
}
