//! What an audit says: a line for each check.
use serde_json::{Map, Value, json};

use crate::refuse::Refused;

/// The checks in the order of their lines.
pub const CHECKS: [&str; 19] = [
    "file", "chain", "process", "key", "census", "history", "votes", "proofs", "log", "record", "signed", "ballots",
    "count", "rollup", "receipt", "contract", "code", "setup", "page",
];

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum State {
    Ok,
    Wrong,
    Unchecked,
}

pub struct Line {
    pub check: &'static str,
    pub state: State,
    pub text: String,
    /// Numbers of the line, for programs.
    pub figures: Value,
    pub code: Option<&'static str>,
}

#[derive(Default)]
pub struct Report {
    pub lines: Vec<Line>,
}

/// 12,345.
pub fn grouped(value: impl ToString) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 vote", "12,345 votes".
pub fn many(count: u64, one: &str) -> String {
    format!("{} {one}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// Text from strangers, on one line: at most 40 characters, and those that cannot be seen are escaped.
pub fn visible(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_debug).collect()
}

impl Report {
    fn push(&mut self, check: &'static str, state: State, text: String, figures: Value, code: Option<&'static str>) {
        debug_assert!(CHECKS.contains(&check));
        self.lines.push(Line { check, state, text, figures, code });
    }

    pub fn ok(&mut self, check: &'static str, text: impl Into<String>, figures: Value) {
        self.push(check, State::Ok, text.into(), figures, None);
    }

    pub fn unchecked(&mut self, check: &'static str, text: impl Into<String>) {
        self.push(check, State::Unchecked, text.into(), json!({}), None);
    }

    pub fn wrong(&mut self, check: &'static str, refused: Refused) {
        self.push(check, State::Wrong, refused.why, json!({}), Some(refused.code));
    }

    pub fn wrong_line(&self) -> Option<&Line> {
        self.lines.iter().find(|line| line.state == State::Wrong)
    }

    /// Adds a line for each check that was not made, and puts the lines in order.
    pub fn complete(&mut self, why: impl Fn(&str) -> &'static str) {
        for check in CHECKS {
            if !self.lines.iter().any(|line| line.check == check) {
                self.unchecked(check, why(check));
            }
        }
        self.lines.sort_by_key(|line| CHECKS.iter().position(|check| *check == line.check));
    }

    pub fn text(&self) -> String {
        let mark = |line: &Line| match line.state {
            State::Ok => "ok",
            State::Wrong => "WRONG",
            State::Unchecked => "not checked",
        };
        self.lines.iter().map(|line| format!("{:<12} {:<8} {}\n", mark(line), line.check, line.text)).collect()
    }

    pub fn json(&self) -> Vec<Value> {
        let state = |line: &Line| match line.state {
            State::Ok => "ok",
            State::Wrong => "wrong",
            State::Unchecked => "unchecked",
        };
        self.lines
            .iter()
            .map(|line| {
                let mut object = Map::new();
                object.insert("check".into(), json!(line.check));
                object.insert("state".into(), json!(state(line)));
                object.insert("text".into(), json!(line.text));
                object.insert("figures".into(), line.figures.clone());
                if let Some(code) = line.code {
                    object.insert("code".into(), json!(code));
                }
                Value::Object(object)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(many(1, "vote"), "1 vote");
        assert_eq!(many(1_234_567, "vote"), "1,234,567 votes");
        assert_eq!(grouped(123), "123");
    }

    #[test]
    fn text_of_strangers_is_visible() {
        assert_eq!(visible("a\u{1b}[1m\u{202e}\n"), "a\\u{1b}[1m\\u{202e}\\n");
        assert_eq!(visible(&"x".repeat(41)), "x".repeat(40));
    }
}
