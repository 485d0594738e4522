/// Gives a checked text newtype what all of them share: one way in (`FromStr`, through the
/// type's own `check`), and the ways out.
macro_rules! checked_text {
    ($type:ident, $error:ident) => {
        impl std::str::FromStr for $type {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::check(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        crate::domain::checked_text::text_access!($type);
    };
}

/// The ways out of a text newtype: `as_str`, `AsRef`, `Display` and serde.
macro_rules! text_access {
    ($type:ident) => {
        impl $type {
            /// The text, as it was checked.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        crate::domain::checked_text::text_serde!($type);
    };
}

/// Serialises through `Display` and deserialises through `FromStr`, so that no value enters
/// unchecked, not even from our own table.
macro_rules! text_serde {
    ($type:ident) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use {checked_text, text_access, text_serde};
