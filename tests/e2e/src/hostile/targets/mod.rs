//! What is fuzzed: functions of bytes, which panic when a property does not hold.
mod functions;
mod memory;
mod requests;
mod texts;

pub(crate) use functions::{Answer, Function, answer, event};
pub(crate) use requests::{FUNCTIONS, requested};

/// Takes any bytes, and panics when a property does not hold.
pub(crate) type Target = fn(&[u8]);

/// Every target, by the name of its corpus.
pub(crate) const TARGETS: [(&str, Target); 15] = [
    ("bucket_name", texts::bucket_name),
    ("create_body", requests::create_body),
    ("cursor", requests::cursor),
    ("draft_body", requests::draft_body),
    ("endpoint_url", texts::endpoint_url),
    ("kms_key_arn", texts::kms_key_arn),
    ("locator", texts::locator),
    ("name", texts::name),
    ("origin", texts::origin),
    ("presign_body", requests::presign_body),
    ("principal_arn", texts::principal_arn),
    ("query", requests::query),
    ("replace_body", requests::replace_body),
    ("request", requests::request),
    ("role_arn", texts::role_arn),
];
