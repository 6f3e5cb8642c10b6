//! Deterministic CBOR (RFC 8949, section 4.2) of arrays, unsigned integers, bytes, text, null and booleans.
use num_bigint::BigUint;

use crate::bytes::MAX_SAFE;
use crate::ensure;
use crate::refuse::{Refused, Res};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cbor {
    Int(u64),
    Bytes(Vec<u8>),
    Text(String),
    List(Vec<Cbor>),
    Null,
    Bool(bool),
}

impl From<u64> for Cbor {
    fn from(value: u64) -> Self {
        Cbor::Int(value)
    }
}
impl From<&[u8]> for Cbor {
    fn from(value: &[u8]) -> Self {
        Cbor::Bytes(value.to_vec())
    }
}
impl<const N: usize> From<&[u8; N]> for Cbor {
    fn from(value: &[u8; N]) -> Self {
        Cbor::Bytes(value.to_vec())
    }
}
impl From<&str> for Cbor {
    fn from(value: &str) -> Self {
        Cbor::Text(value.into())
    }
}

pub fn list<T>(members: &[T], one: impl Fn(&T) -> Cbor) -> Cbor {
    Cbor::List(members.iter().map(one).collect())
}

fn head(out: &mut Vec<u8>, major: u8, value: u64) {
    let kind = major << 5;
    match value {
        0..=23 => out.push(kind | value as u8),
        24..=0xff => out.extend([kind | 24, value as u8]),
        0x100..=0xffff => {
            out.push(kind | 25);
            out.extend((value as u16).to_be_bytes());
        }
        0x1_0000..=0xffff_ffff => {
            out.push(kind | 26);
            out.extend((value as u32).to_be_bytes());
        }
        _ => {
            out.push(kind | 27);
            out.extend(value.to_be_bytes());
        }
    }
}

fn write(out: &mut Vec<u8>, value: &Cbor) {
    match value {
        Cbor::Int(value) => head(out, 0, *value),
        Cbor::Bytes(bytes) => {
            head(out, 2, bytes.len() as u64);
            out.extend(bytes);
        }
        Cbor::Text(text) => {
            head(out, 3, text.len() as u64);
            out.extend(text.as_bytes());
        }
        Cbor::List(members) => {
            head(out, 4, members.len() as u64);
            members.iter().for_each(|one| write(out, one));
        }
        Cbor::Bool(value) => out.push(0xf4 | *value as u8),
        Cbor::Null => out.push(0xf6),
    }
}

pub fn encode(value: &Cbor) -> Vec<u8> {
    let mut out = vec![];
    write(&mut out, value);
    out
}

const MOST_NESTED: usize = 16;

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn argument(&mut self, short: u8) -> Option<u64> {
        let more = match short {
            0..=23 => return Some(short as u64),
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            _ => return None,
        };
        Some(self.take(more)?.iter().fold(0, |sum, byte| sum << 8 | *byte as u64))
    }

    fn value(&mut self, depth: usize) -> Option<Cbor> {
        let first = self.take(1)?[0];
        let (major, short) = (first >> 5, first & 31);
        if major == 7 {
            return match short {
                20 => Some(Cbor::Bool(false)),
                21 => Some(Cbor::Bool(true)),
                22 => Some(Cbor::Null),
                _ => None,
            };
        }
        let argument = self.argument(short)?;
        let length = usize::try_from(argument).ok()?;
        match major {
            0 if argument <= MAX_SAFE => Some(Cbor::Int(argument)),
            2 => Some(Cbor::Bytes(self.take(length)?.to_vec())),
            3 => Some(Cbor::Text(String::from_utf8(self.take(length)?.to_vec()).ok()?)),
            4 if depth < MOST_NESTED && length <= self.0.len() => {
                Some(Cbor::List((0..length).map(|_| self.value(depth + 1)).collect::<Option<_>>()?))
            }
            _ => None,
        }
    }
}

/// Reads bytes that are the only encoding of their value. Refusal: `ledger/cbor`.
pub fn decode(bytes: &[u8], what: &str) -> Res<Cbor> {
    let mut reader = Reader(bytes);
    let value = reader.value(0).filter(|_| reader.0.is_empty());
    let value = value.ok_or_else(|| Refused::new("ledger/cbor", format!("{what} is not deterministic CBOR")))?;
    ensure!(encode(&value) == bytes, "ledger/cbor", "{what} is not in canonical form");
    Ok(value)
}

/// The fields of a list, read one after the other. Refusal: `ledger/form`.
pub struct Fields<'a> {
    what: &'static str,
    rest: &'a [Cbor],
}

impl<'a> Fields<'a> {
    pub fn new(value: &'a Cbor, what: &'static str) -> Res<Self> {
        match value {
            Cbor::List(rest) => Ok(Fields { what, rest }),
            _ => Err(Refused::new("ledger/form", format!("{what} is not a list of fields"))),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    fn malformed<T>(&self, name: &str) -> Res<T> {
        Err(Refused::new("ledger/form", format!("{} has a malformed field: {name}", self.what)))
    }

    fn next(&mut self, name: &str) -> Res<&'a Cbor> {
        let Some((first, rest)) = self.rest.split_first() else { return self.malformed(name) };
        self.rest = rest;
        Ok(first)
    }

    /// An integer from 0 to `most`.
    pub fn integer(&mut self, name: &str, most: u64) -> Res<u64> {
        match self.next(name)? {
            Cbor::Int(value) if *value <= most => Ok(*value),
            _ => self.malformed(name),
        }
    }

    pub fn byte(&mut self, name: &str) -> Res<u8> {
        self.integer(name, 255).map(|value| value as u8)
    }

    /// Exactly N bytes.
    pub fn array<const N: usize>(&mut self, name: &str) -> Res<[u8; N]> {
        match self.next(name)? {
            Cbor::Bytes(bytes) if bytes.len() == N => Ok(bytes.as_slice().try_into().expect("N bytes")),
            _ => self.malformed(name),
        }
    }

    /// N bytes, or null.
    pub fn optional<const N: usize>(&mut self, name: &str) -> Res<Option<[u8; N]>> {
        match self.next(name)? {
            Cbor::Null => Ok(None),
            Cbor::Bytes(bytes) if bytes.len() == N => Ok(Some(bytes.as_slice().try_into().expect("N bytes"))),
            _ => self.malformed(name),
        }
    }

    /// At most `most` bytes.
    pub fn bytes(&mut self, name: &str, most: usize) -> Res<&'a [u8]> {
        match self.next(name)? {
            Cbor::Bytes(bytes) if bytes.len() <= most => Ok(bytes),
            _ => self.malformed(name),
        }
    }

    /// At most `most` bytes, or null.
    pub fn nullable(&mut self, name: &str, most: usize) -> Res<Option<&'a [u8]>> {
        match self.next(name)? {
            Cbor::Null => Ok(None),
            Cbor::Bytes(bytes) if bytes.len() <= most => Ok(Some(bytes)),
            _ => self.malformed(name),
        }
    }

    /// From 1 to 2^128 − 1, without leading zeros.
    pub fn weight(&mut self, name: &str) -> Res<u128> {
        match self.next(name)? {
            Cbor::Bytes(bytes) if (1..=16).contains(&bytes.len()) && bytes[0] != 0 => {
                Ok(bytes.iter().fold(0, |sum, byte| sum << 8 | *byte as u128))
            }
            _ => self.malformed(name),
        }
    }

    /// At most 256 bits, without leading zeros.
    pub fn word(&mut self, name: &str) -> Res<BigUint> {
        match self.next(name)? {
            Cbor::Bytes(bytes) if bytes.len() <= 32 && bytes.first() != Some(&0) => Ok(BigUint::from_bytes_be(bytes)),
            _ => self.malformed(name),
        }
    }

    /// At most `most` UTF-16 code units.
    pub fn text(&mut self, name: &str, most: usize) -> Res<&'a str> {
        match self.next(name)? {
            Cbor::Text(text) if text.encode_utf16().count() <= most => Ok(text),
            _ => self.malformed(name),
        }
    }

    pub fn list<T>(&mut self, name: &str, most: usize, read: impl Fn(&'a Cbor) -> Res<T>) -> Res<Vec<T>> {
        match self.next(name)? {
            Cbor::List(members) if members.len() <= most => members.iter().map(read).collect(),
            _ => self.malformed(name),
        }
    }

    pub fn inner(&mut self, name: &'static str) -> Res<Fields<'a>> {
        Fields::new(self.next(name)?, name)
    }

    /// There are no more fields.
    pub fn end(self) -> Res<()> {
        ensure!(self.rest.is_empty(), "ledger/form", "{} has unknown fields", self.what);
        Ok(())
    }
}

/// Bytes of a list's member.
pub fn member<const N: usize>(value: &Cbor, what: &str) -> Res<[u8; N]> {
    match value {
        Cbor::Bytes(bytes) if bytes.len() == N => Ok(bytes.as_slice().try_into().expect("N bytes")),
        _ => Err(Refused::new("ledger/form", format!("{what} is malformed"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_shortest_form_is_read() {
        assert_eq!(
            decode(&[0x82, 0x18, 24, 0x41, 7], "it").unwrap(),
            Cbor::List(vec![Cbor::Int(24), Cbor::Bytes(vec![7])])
        );
        for other in
            [&[0x18, 23][..], &[0x19, 0, 24], &[0x9f, 0xff], &[0x01, 0x01], &[0x82, 0x01], &[0xa0], &[0xf7], &[0x20]]
        {
            assert_eq!(decode(other, "it").unwrap_err().code, "ledger/cbor", "{other:?}");
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_refused() {
        let nested = |depth: usize| decode(&[vec![0x81; depth], vec![0]].concat(), "it");
        assert!(nested(16).is_ok());
        for depth in [17, 1 << 20] {
            assert_eq!(nested(depth).unwrap_err().code, "ledger/cbor");
        }
    }
}
