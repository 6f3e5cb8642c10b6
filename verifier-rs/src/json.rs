//! JSON in one form: documents as `JSON.stringify(document, null, 1)` writes them, and a newline.
use std::fmt;

use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, ser::PrettyFormatter};

use crate::bytes::MAX_SAFE;

/// A document's text.
pub fn document(value: &Value) -> String {
    let mut out = vec![];
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, PrettyFormatter::with_indent(b" "));
    value.serialize(&mut serializer).expect("JSON of plain values");
    out.push(b'\n');
    String::from_utf8(out).expect("JSON is UTF-8")
}

/// Reads a document; `None` unless it is the text that `document` writes of it. A key given twice is lost on reading, and so it is refused.
pub fn canonical(text: &[u8]) -> Option<Value> {
    let value: Value = serde_json::from_slice(text).ok()?;
    (document(&value).as_bytes() == text).then_some(value)
}

const MOST_NESTED: usize = 32;

/// A value at a depth; that of a document is 1.
struct Strict(usize);

impl Strict {
    fn inner<E: Error>(&self) -> Result<Strict, E> {
        if self.0 > MOST_NESTED { Err(E::custom("it is nested too deep")) } else { Ok(Strict(self.0 + 1)) }
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;
    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("JSON in which no key is twice in an object, and each integer is exact in a double")
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        if value <= MAX_SAFE { Ok(value.into()) } else { Err(E::custom("an integer does not fit")) }
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() <= MAX_SAFE { Ok(value.into()) } else { Err(E::custom("an integer does not fit")) }
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut list = vec![];
        while let Some(one) = from.next_element_seed(self.inner()?)? {
            list.push(one);
        }
        Ok(list.into())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = from.next_key::<String>()? {
            let value = from.next_value_seed(self.inner()?)?;
            if key == "__proto__" {
                return Err(A::Error::custom("a key that programs take for something else"));
            }
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("a key is twice in an object"));
            }
        }
        Ok(object.into())
    }
}

/// Whether each integer in a text is exact in a double. A parser reads larger ones as doubles, and loses how they were written.
fn integers_fit(text: &[u8]) -> bool {
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b'"' => {
                at += 1;
                while at < text.len() && text[at] != b'"' {
                    at += if text[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            b'-' | b'0'..=b'9' => {
                let end = text[at..].iter().position(|c| !matches!(c, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'));
                let token = &text[at..end.map_or(text.len(), |end| at + end)];
                let digits = token.strip_prefix(b"-").unwrap_or(token);
                let value = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<u64>().ok());
                if digits.iter().all(u8::is_ascii_digit) && value.is_none_or(|value| value > MAX_SAFE) {
                    return false;
                }
                at += token.len();
            }
            _ => at += 1,
        }
    }
    true
}

/// Reads a document that others wrote in a form of their own: of at most so many bytes, nested at most 32 levels deep, and without a key that is twice
/// in an object, because programs disagree on which of the two counts.
pub fn strict(text: &[u8], most: usize) -> Option<Value> {
    let mut from = serde_json::Deserializer::from_slice((text.len() <= most && integers_fit(text)).then_some(text)?);
    let value = Strict(1).deserialize(&mut from).ok()?;
    from.end().ok()?;
    Some(value)
}

/// The members of an object with exactly these keys, in this order.
pub fn members<'a, const N: usize>(value: &'a Value, keys: [&str; N]) -> Option<[&'a Value; N]> {
    let object = value.as_object()?;
    if object.len() != N || !object.keys().zip(keys).all(|(found, key)| found == key) {
        return None;
    }
    let values: Vec<&Value> = object.values().collect();
    values.try_into().ok()
}

/// An integer written with digits only, in a range.
pub fn integer(value: &Value, least: u64, most: u64) -> Option<u64> {
    value.as_u64().filter(|number| (least..=most).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_one_form() {
        let text = "{\n \"a\": [],\n \"b\": [\n  1,\n  \"x\"\n ],\n \"c\": null\n}\n";
        assert!(canonical(text.as_bytes()).is_some());
        for other in [text.trim_end(), &text.replace("[]", "[ ]"), "{\n \"a\": 1,\n \"a\": 1\n}\n"] {
            assert!(canonical(other.as_bytes()).is_none(), "{other}");
        }
        assert_eq!(integer(&serde_json::json!(1.0), 0, 9), None);
    }

    #[test]
    fn a_strict_document_has_one_meaning() {
        let read = |text: &str| strict(text.as_bytes(), 100);
        let text = r#" {"a":[1, -2.5, null, true], "b":{"c":"x"}} "#;
        assert_eq!(read(text), serde_json::from_str(text).ok());
        for other in [
            "",
            "{} {}",
            r#"{"a":1,"b":{"c":2,"c":2}}"#,
            "[9007199254740992]",
            "[-9007199254740992]",
            "{\"a\":1,}",
            "[18446744073709551616]",
            "[0,-340282366920938463463374607431768211456]",
            r#"{"\\":99999999999999999999}"#,
            r#"{"__proto__":1}"#,
        ] {
            assert_eq!(read(other), None, "{other}");
        }
        assert!(read(r#"["18446744073709551616","\"99999999999999999999",1e20,18446744073709551616.0]"#).is_some());
        let nested = |depth: usize| read(&["[".repeat(depth), "]".repeat(depth)].concat());
        assert!(nested(32).is_some() && nested(33).is_none());
        assert!(read(&" ".repeat(101)).is_none() && strict(b"[]", 1).is_none() && strict(b"[]", 2).is_some());
    }
}
