//! JSON in one form: documents as `JSON.stringify(document, null, 1)` writes them, and a newline.
use serde::Serialize;
use serde_json::{Value, ser::PrettyFormatter};

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
}
