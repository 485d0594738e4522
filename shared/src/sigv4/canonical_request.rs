/// The canonical request of a presigned GET: only `host` is signed, and the payload is not.
///
/// `path` and the query's names and values are percent-encoded already; the query is sorted here.
pub(super) fn canonical_request(host: &str, path: &str, query: &[(String, String)]) -> String {
    let mut sorted: Vec<_> = query.iter().collect();
    sorted.sort_unstable();
    let pairs: Vec<_> = sorted.iter().map(|(n, v)| format!("{n}={v}")).collect();
    let query = pairs.join("&");
    format!("GET\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_sorted_by_name() {
        let query = [
            ("x-id", "GetObject"),
            ("X-Amz-Date", "d"),
            ("versionId", "v"),
        ];
        let query = query.map(|(n, v)| (n.to_owned(), v.to_owned()));
        let canonical = canonical_request("h", "/k", &query);
        assert!(canonical.contains("\nX-Amz-Date=d&versionId=v&x-id=GetObject\n"));
    }
}
