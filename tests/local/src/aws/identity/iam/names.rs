//! The rules for names, paths and ARNs, as the API references of IAM and STS give them.
use crate::aws::{
    error::AwsError,
    query::{Form, invalid},
};

/// `[\w+=,.@-]`, at most 64.
pub(super) fn role_name(form: &Form) -> Result<&str, AwsError> {
    name(form, "RoleName", (1, 64))
}

/// `[\w+=,.@-]`, at most 64.
pub(super) fn user_name(form: &Form) -> Result<&str, AwsError> {
    name(form, "UserName", (1, 64))
}

/// `[\w+=,.@-]`, at most 128.
pub(super) fn policy_name(form: &Form) -> Result<&str, AwsError> {
    name(form, "PolicyName", (1, 128))
}

/// `[\w+=,.@-]`, 2 to 64.
pub(in crate::aws::identity) fn role_session_name(form: &Form) -> Result<&str, AwsError> {
    name(form, "RoleSessionName", (2, 64))
}

/// `[\w+=,.@:/-]`, 2 to 1,224; or none.
pub(in crate::aws::identity) fn external_id(form: &Form) -> Result<Option<&str>, AwsError> {
    let Some(value) = form.optional("ExternalId") else {
        return Ok(None);
    };
    length(value, "ExternalId", (2, 1224))?;
    characters(value, "ExternalId", r"[\w+=,.@:\/-]*", |c| {
        is_name_character(c) || c == ':' || c == '/'
    })?;
    Ok(Some(value))
}

/// 20 to 2,048 characters.
pub(in crate::aws::identity) fn arn<'a>(
    form: &'a Form,
    parameter: &str,
) -> Result<&'a str, AwsError> {
    let value = form.required(parameter)?;
    length(value, parameter, (20, 2048))?;
    if value.starts_with("arn:") && value.split(':').count() >= 6 {
        return Ok(value);
    }
    Err(AwsError::validation(format!("{value} is invalid")))
}

/// `/`, or visible ASCII between two slashes, at most 512; `/` when left out.
pub(super) fn path(form: &Form) -> Result<&str, AwsError> {
    let value = form.optional("Path").unwrap_or("/");
    length(value, "Path", (1, 512))?;
    let visible = value.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
    if visible && value.starts_with('/') && value.ends_with('/') {
        return Ok(value);
    }
    Err(AwsError::validation(
        "The specified value for path is invalid. It must begin and end with / and contain only \
         alphanumeric characters and/or / characters.",
    ))
}

/// `v` and a number, and perhaps a suffix behind a dot.
pub(super) fn version_id(form: &Form) -> Result<&str, AwsError> {
    let value = form.required("VersionId")?;
    let (version, suffix) = value.split_once('.').unwrap_or((value, ""));
    let number = version.strip_prefix('v').unwrap_or_default();
    let numbered = !number.starts_with('0') && !number.is_empty();
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let plain = |character: char| character.is_ascii_alphanumeric() || character == '-';
    if numbered && digits && suffix.chars().all(plain) {
        return Ok(value);
    }
    let pattern = r"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?";
    Err(unlike(pattern, value, "VersionId"))
}

fn name<'a>(form: &'a Form, parameter: &str, bounds: (usize, usize)) -> Result<&'a str, AwsError> {
    let value = form.required(parameter)?;
    length(value, parameter, bounds)?;
    characters(value, parameter, r"[\w+=,.@-]*", is_name_character)?;
    Ok(value)
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_+=,.@-".contains(character)
}

fn characters(
    value: &str,
    parameter: &str,
    pattern: &str,
    valid: fn(char) -> bool,
) -> Result<(), AwsError> {
    if value.chars().all(valid) {
        return Ok(());
    }
    Err(unlike(pattern, value, parameter))
}

fn unlike(pattern: &str, value: &str, parameter: &str) -> AwsError {
    let rule = format!("Member must satisfy regular expression pattern: {pattern}");
    invalid(Some(value), parameter, &rule)
}

fn length(value: &str, parameter: &str, (least, most): (usize, usize)) -> Result<(), AwsError> {
    let length = value.chars().count();
    let rule = if length < least {
        format!("Member must have length greater than or equal to {least}")
    } else if length > most {
        format!("Member must have length less than or equal to {most}")
    } else {
        return Ok(());
    };
    Err(invalid(Some(value), parameter, &rule))
}
