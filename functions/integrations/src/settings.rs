use shared::domain::{Objection, Platform, Settings};
use shared::http::{Body, InvalidFields, Problem, SettingsBody};
use shared::policy::{Grant, fits_into_sessions};

/// The settings that a body holds, if they are well formed and can work on this platform.
pub(crate) fn settings(body: Body, platform: &Platform) -> Result<Settings, Problem> {
    let settings: Settings = body.read_for::<SettingsBody>(platform)?.into();
    if fits_into_sessions(&Grant::from(&settings)) {
        return Ok(settings);
    }
    let too_long = Objection {
        pointer: "/prefix",
        detail: "the prefix, with the KMS keys, does not fit into a session policy of 2048 \
                 characters: shorten it, or name fewer keys",
    };
    Err(InvalidFields::from(vec![too_long]).into())
}
