use deserr::Deserr;
use shared::domain::ExpiresIn;
use shared::http::{InvalidFields, Text};
use shared::presign::{HeaderText, PresignOptions, ResponseOverrides};

/// The parameters of a GET for one locator.
#[derive(Debug, Deserr)]
#[deserr(error = InvalidFields, deny_unknown_fields)]
pub(crate) struct Parameters {
    pub(crate) locator: String,
    #[deserr(default)]
    expires_in: Option<Text<ExpiresIn>>,
    #[deserr(default)]
    response_content_type: Header,
    #[deserr(default)]
    response_content_disposition: Header,
    #[deserr(default)]
    response_cache_control: Header,
}

/// A response header that S3 shall send.
pub(crate) type Header = Option<Text<HeaderText>>;

impl Parameters {
    pub(crate) fn options(self) -> PresignOptions {
        options(
            self.expires_in.map(|Text(expires_in)| expires_in),
            self.response_content_type,
            self.response_content_disposition,
            self.response_cache_control,
        )
    }
}

/// What a caller chose, and the default of what they did not.
pub(crate) fn options(
    expires_in: Option<ExpiresIn>,
    content_type: Header,
    content_disposition: Header,
    cache_control: Header,
) -> PresignOptions {
    let text = |header: Header| header.map(|Text(text)| text);
    PresignOptions {
        expires_in: expires_in.unwrap_or(ExpiresIn::DEFAULT),
        overrides: ResponseOverrides {
            content_type: text(content_type),
            content_disposition: text(content_disposition),
            cache_control: text(cache_control),
        },
    }
}
