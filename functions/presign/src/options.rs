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
    response_content_type: Option<Text<HeaderText>>,
    #[deserr(default)]
    response_content_disposition: Option<Text<HeaderText>>,
    #[deserr(default)]
    response_cache_control: Option<Text<HeaderText>>,
}

impl Parameters {
    pub(crate) fn options(self) -> PresignOptions {
        PresignOptions {
            expires_in: self
                .expires_in
                .map_or(ExpiresIn::DEFAULT, |Text(seconds)| seconds),
            overrides: ResponseOverrides {
                content_type: self.response_content_type.map(|Text(text)| text),
                content_disposition: self.response_content_disposition.map(|Text(text)| text),
                cache_control: self.response_cache_control.map(|Text(text)| text),
            },
        }
    }
}
