//! What to try next, for people to paste.
use crate::stack::Stack;

/// The addresses, and a tour by `curl` unless there is nothing to see.
#[must_use]
pub fn text(stack: &Stack, empty: bool) -> String {
    let api = stack.gateway.url();
    let aws = match &stack.aws.endpoint_url {
        Some(url) => format!("{url}   (access key and secret: customer, or platform)"),
        None => "outside, as the environment says".to_owned(),
    };
    let tour = if empty { String::new() } else { curl(&api) };
    format!(
        "
  The service   {api}
  The AWS       {aws}
{tour}
  Ctrl-C stops it.
"
    )
}

fn curl(api: &str) -> String {
    format!(
        r#"
  Try it from another terminal:

    TOKEN=$(curl -s '{api}/local/token?org=acme&user=ada&roles=admin' | sed 's/.*"access_token":"\([^"]*\).*/\1/')
    curl -s --oauth2-bearer $TOKEN '{api}/integrations'
    curl -s --oauth2-bearer $TOKEN '{api}/resolve?locator=s3://sample-images/rings.png'
    curl -s --oauth2-bearer $TOKEN '{api}/presign?locator=s3://sample-images/rings.png'
    curl -sL --oauth2-bearer $TOKEN '{api}/objects?locator=s3://sample-images/rings.png' -o rings.png
"#
    )
}
