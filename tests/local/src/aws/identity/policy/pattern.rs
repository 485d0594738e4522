//! Text with `*`, `?` and `${variables}`, as `Resource` and conditions hold it.
use super::{Context, lookup};

/// A pattern whose variables have been replaced.
///
/// `*` stands for any characters, `?` for exactly one, both across `/` and `:`. What a
/// variable contributes is literal: a value that holds `*` matches nothing but itself.
#[derive(Debug)]
pub(super) struct Pattern(Vec<Token>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Literal(char),
    AnyCharacter,
    AnySequence,
}

impl Pattern {
    /// A pattern in which `${…}` means nothing, as in `Action`.
    pub(super) fn without_variables(text: &str) -> Self {
        Self(text.chars().map(Token::wildcard).collect())
    }

    /// Replaces `${key}`, `${key, 'default'}` and the escapes `${*}`, `${?}`, `${$}`, unless
    /// there are no variables (policies of the older version).
    ///
    /// Nothing when a variable has neither value nor default: such a pattern matches nothing.
    pub(super) fn parse(text: &str, variables: Option<&Context>) -> Option<Self> {
        let Some(variables) = variables else {
            return Some(Self::without_variables(text));
        };
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some((before, (name, after))) = rest
            .split_once("${")
            .and_then(|(before, inside)| Some((before, inside.split_once('}')?)))
        {
            tokens.extend(before.chars().map(Token::wildcard));
            tokens.extend(resolve(name, variables)?.chars().map(Token::Literal));
            rest = after;
        }
        tokens.extend(rest.chars().map(Token::wildcard));
        Some(Self(tokens))
    }

    /// Whether the whole of `value` matches.
    pub(super) fn matches(&self, value: &str) -> bool {
        matches(&self.0, value)
    }

    /// Whether `arn` matches as `ArnLike` compares: each of an ARN's six parts on its own.
    pub(super) fn matches_arn(&self, arn: &str) -> bool {
        let patterns: Vec<_> = self
            .0
            .splitn(6, |token| *token == Token::Literal(':'))
            .collect();
        let parts: Vec<_> = arn.splitn(6, ':').collect();
        patterns.len() == parts.len()
            && patterns
                .iter()
                .zip(parts)
                .all(|(pattern, part)| matches(pattern, part))
    }

    /// The text when wildcards stand for themselves, as in `StringEquals`.
    pub(super) fn literal(&self) -> String {
        self.0.iter().map(|token| token.character()).collect()
    }
}

impl Token {
    fn wildcard(character: char) -> Self {
        match character {
            '*' => Self::AnySequence,
            '?' => Self::AnyCharacter,
            literal => Self::Literal(literal),
        }
    }

    fn character(self) -> char {
        match self {
            Self::Literal(literal) => literal,
            Self::AnyCharacter => '?',
            Self::AnySequence => '*',
        }
    }
}

fn resolve(name: &str, context: &Context) -> Option<String> {
    if let "*" | "?" | "$" = name {
        return Some(name.to_owned());
    }
    let (key, default) = match name.split_once(',') {
        Some((key, default)) => (
            key,
            default
                .trim()
                .strip_prefix('\'')
                .and_then(|d| d.strip_suffix('\'')),
        ),
        None => (name, None),
    };
    lookup(context, key.trim()).or(default).map(str::to_owned)
}

/// Greedy matching that goes back to the last `*`: quadratic at worst, never exponential.
fn matches(pattern: &[Token], value: &str) -> bool {
    let value: Vec<char> = value.chars().collect();
    let (mut p, mut v) = (0, 0);
    let mut last_star = None;
    while v < value.len() {
        match pattern.get(p) {
            Some(Token::AnySequence) => {
                last_star = Some((p, v));
                p += 1;
            }
            Some(token) if *token == Token::AnyCharacter || *token == Token::Literal(value[v]) => {
                p += 1;
                v += 1;
            }
            _ => {
                let Some((star, taken)) = last_star else {
                    return false;
                };
                last_star = Some((star, taken + 1));
                p = star + 1;
                v = taken + 1;
            }
        }
    }
    pattern[p..]
        .iter()
        .all(|token| *token == Token::AnySequence)
}
