//! Refusals: a code that names the rule, as in the project's documents, and a sentence.

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub code: &'static str,
    pub why: String,
}

pub type Res<T> = Result<T, Refused>;

impl Refused {
    pub fn new(code: &'static str, why: impl Into<String>) -> Self {
        Refused { code, why: why.into() }
    }
}

/// A refusal as a result.
pub fn refuse<T>(code: &'static str, why: impl Into<String>) -> Res<T> {
    Err(Refused::new(code, why))
}

/// Returns a refusal unless the condition holds.
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $code:expr, $($why:tt)+) => {
        if !$condition {
            return Err($crate::refuse::Refused::new($code, format!($($why)+)));
        }
    };
}
