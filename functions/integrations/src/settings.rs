use shared::domain::{Platform, Settings};
use shared::http::{Body, InvalidFields, Problem, SettingsBody, objections};

/// The settings that a body holds, if they are well formed and can work on this platform. Whatever
/// is wrong is named at once.
pub(crate) fn settings(body: Body<SettingsBody>, platform: &Platform) -> Result<Settings, Problem> {
    let InvalidFields(objections) = objections(&body.json, platform);
    match body.parsed {
        Ok(settings) if objections.is_empty() => Ok(settings.into()),
        Ok(_) => Err(InvalidFields(objections).into()),
        Err(InvalidFields(mut fields)) => {
            fields.extend(objections);
            Err(InvalidFields(fields).into())
        }
    }
}
