use axum::http::HeaderMap;
use axum::http::header::IF_MATCH;
use shared::http::{Code, Problem};
use shared::ports::WriteError;

/// That `If-Match` names the current version: 428 without the header, 412 when it is stale.
///
/// Entity tags are compared strongly, as RFC 9110 says; `*` matches whatever is current.
pub(crate) fn require_match(headers: &HeaderMap, current: u64) -> Result<(), Problem> {
    let mut tags = headers.get_all(IF_MATCH).iter().peekable();
    if tags.peek().is_none() {
        return Err(Problem::new(
            Code::PreconditionRequired,
            "the request has no If-Match header",
            "GET the integration, and send its ETag as If-Match, so that no change is lost.",
        ));
    }
    let current = format!("\"{current}\"");
    let matches = |tag: &str| tag == "*" || tag == current;
    let mut tags = tags
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','));
    if tags.any(|tag| matches(tag.trim())) {
        Ok(())
    } else {
        Err(WriteError::VersionMismatch.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(if_match: Option<&str>) -> Option<Code> {
        let mut headers = HeaderMap::new();
        if let Some(value) = if_match {
            headers.insert(IF_MATCH, value.parse().unwrap());
        }
        require_match(&headers, 3)
            .err()
            .map(|problem| problem.code())
    }

    #[test]
    fn only_the_current_version_matches() {
        assert_eq!(code(None), Some(Code::PreconditionRequired));
        for current in ["\"3\"", "\"1\", \"3\"", "*"] {
            assert_eq!(code(Some(current)), None, "{current}");
        }
        for stale in ["\"2\"", "W/\"3\"", "3", ""] {
            assert_eq!(code(Some(stale)), Some(Code::VersionMismatch), "{stale}");
        }
    }
}
