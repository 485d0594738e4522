//! A client of the service's HTTP API: what the console will be, for the journey and the tests.
use anyhow::{Context, Result, bail};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::Value;

/// The API, as one person of an organisation.
#[derive(Clone)]
pub struct Api {
    http: Client,
    url: String,
    token: String,
}

/// An answer that was read whole.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body, when it is JSON.
    pub json: Value,
    /// The body.
    pub text: String,
}

/// An HTTP client for addresses of this machine: whatever proxy the environment names is not asked,
/// and redirects are shown, not followed.
///
/// # Errors
/// When no HTTP client can be made.
pub fn http() -> Result<Client> {
    let direct = Client::builder().no_proxy();
    Ok(direct.redirect(reqwest::redirect::Policy::none()).build()?)
}

impl Api {
    /// The API at `url`, with an access token.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(url: String, token: String) -> Result<Self> {
        let http = http()?;
        Ok(Self { http, url, token })
    }

    /// The access token of the person.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// A request to a path of the API.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        request.bearer_auth(&self.token)
    }

    /// GETs a path.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// GETs a path for one locator, percent-encoded.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn get_for(&self, path: &str, locator: &str) -> Result<Answer> {
        let request = self.request(Method::GET, path);
        Answer::of(request.query(&[("locator", locator)])).await
    }

    /// POSTs JSON.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        Answer::of(self.request(Method::POST, path).json(body)).await
    }

    /// PUTs JSON over the version that `if_match` names.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn put(&self, path: &str, if_match: &str, body: &Value) -> Result<Answer> {
        let request = self.request(Method::PUT, path).header("if-match", if_match);
        Answer::of(request.json(body)).await
    }

    /// DELETEs the version that `if_match` names.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn delete(&self, path: &str, if_match: &str) -> Result<Answer> {
        let request = self.request(Method::DELETE, path);
        Answer::of(request.header("if-match", if_match)).await
    }
}

impl Answer {
    /// Sends a request and reads its answer whole.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn of(request: RequestBuilder) -> Result<Self> {
        // Without the URL: a presigned one is a secret.
        let response = request.send().await.map_err(reqwest::Error::without_url);
        let response = response.context("nothing answers")?;
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.map_err(reqwest::Error::without_url)?;
        let json = serde_json::from_str(&text).unwrap_or_default();
        Ok(Self {
            status,
            headers,
            json,
            text,
        })
    }

    /// The answer, if the request succeeded.
    ///
    /// # Errors
    /// With the problem, if it did not.
    pub fn success(self) -> Result<Self> {
        if self.status.is_success() {
            return Ok(self);
        }
        bail!("{}: {}", self.status, self.text)
    }

    /// A text inside of the JSON: `/scope/bucket`.
    #[must_use]
    pub fn text_at(&self, pointer: &str) -> &str {
        let value = self.json.pointer(pointer);
        value.and_then(Value::as_str).unwrap_or_default()
    }

    /// The code of an error of S3, whose body is XML.
    #[must_use]
    pub fn s3_code(&self) -> &str {
        let after = self.text.split("<Code>").nth(1);
        after
            .and_then(|rest| rest.split('<').next())
            .unwrap_or_default()
    }

    /// A header, if it is there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}
