use serde::Serialize;

/// One rule of a bucket's CORS configuration, as the S3 console takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CorsRule {
    allowed_headers: Vec<&'static str>,
    allowed_methods: Vec<&'static str>,
    allowed_origins: Vec<String>,
    expose_headers: Vec<&'static str>,
    max_age_seconds: u32,
}

/// The CORS configuration that lets pages of `origins` show files: read only, and with what video
/// players need to seek.
#[must_use]
pub fn cors_rules(origins: &[String]) -> Vec<CorsRule> {
    vec![CorsRule {
        allowed_headers: vec!["*"],
        allowed_methods: vec!["GET", "HEAD"],
        allowed_origins: origins.to_vec(),
        expose_headers: vec![
            "Accept-Ranges",
            "Content-Encoding",
            "Content-Length",
            "Content-Range",
            "Content-Type",
            "ETag",
            "Last-Modified",
            "x-amz-version-id",
        ],
        max_age_seconds: 3600,
    }]
}
