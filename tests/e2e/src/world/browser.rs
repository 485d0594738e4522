use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, StatusCode};

/// What a plain HTTP client received from S3.
pub(crate) struct Fetched {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

/// GETs a URL as an `<img>` does: nothing but the URL.
pub(crate) async fn fetch(url: &str) -> Fetched {
    Fetched::of(local::api::http().unwrap().get(url)).await
}

impl Fetched {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            bytes: response.bytes().await.unwrap().to_vec(),
        }
    }

    /// A header, if it is there.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// The body, if S3 gave the object.
    pub(crate) fn object(self) -> Vec<u8> {
        let answer = String::from_utf8_lossy(&self.bytes);
        assert!(self.status.is_success(), "{}: {answer}", self.status);
        self.bytes
    }

    /// The status and the code of S3's error: `(403, "AccessDenied")`.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let text = String::from_utf8_lossy(&self.bytes);
        let after = text.split("<Code>").nth(1).unwrap_or_default();
        let code = after.split('<').next().unwrap_or_default();
        (self.status.as_u16(), code.to_owned())
    }
}
