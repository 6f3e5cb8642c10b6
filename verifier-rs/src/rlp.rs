//! Ethereum's encoding of nested lists of bytes (RLP), in its shortest form only.

/// An item that was read.
pub enum Rlp<'a> {
    Bytes(&'a [u8]),
    /// Members, and the whole item's bytes.
    List(Vec<Rlp<'a>>, &'a [u8]),
}

/// One item, and what follows it; only the shortest form is read.
fn item(bytes: &[u8], depth: usize) -> Option<(Rlp<'_>, &[u8])> {
    let first = *bytes.first()?;
    let long = |length_bytes: usize| {
        let text = bytes.get(1..1 + length_bytes)?;
        if length_bytes > 4 || text[0] == 0 {
            return None;
        }
        let length = text.iter().fold(0usize, |sum, byte| sum << 8 | *byte as usize);
        (length > 55).then_some((1 + length_bytes, length))
    };
    let (start, length) = match first {
        0..=0x7f => (0, 1),
        0x80..=0xb7 => (1, first as usize - 0x80),
        0xb8..=0xbf => long(first as usize - 0xb7)?,
        0xc0..=0xf7 => (1, first as usize - 0xc0),
        _ => long(first as usize - 0xf7)?,
    };
    let content = bytes.get(start..start + length)?;
    let rest = &bytes[start + length..];
    if first < 0xc0 {
        let minimal = start == 0 || length != 1 || content[0] >= 0x80;
        return minimal.then_some((Rlp::Bytes(content), rest));
    }
    if depth == 0 {
        return None;
    }
    let (mut members, mut left) = (vec![], content);
    while !left.is_empty() {
        let (member, more) = item(left, depth - 1)?;
        members.push(member);
        left = more;
    }
    Some((Rlp::List(members, &bytes[..start + length]), rest))
}

pub fn rlp(bytes: &[u8]) -> Option<Rlp<'_>> {
    item(bytes, 4).filter(|(_, rest)| rest.is_empty()).map(|(read, _)| read)
}

pub fn bytes_of<'a>(item: &Rlp<'a>) -> Option<&'a [u8]> {
    match item {
        Rlp::Bytes(bytes) => Some(bytes),
        Rlp::List(..) => None,
    }
}

/// The members of a list.
pub fn list_of(item: Rlp<'_>) -> Option<Vec<Rlp<'_>>> {
    match item {
        Rlp::List(members, _) => Some(members),
        Rlp::Bytes(_) => None,
    }
}

fn head(length: usize, short: u8) -> Vec<u8> {
    if length <= 55 {
        return vec![short + length as u8];
    }
    let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    [vec![short + 55 + bytes.len() as u8], bytes].concat()
}

fn write(item: &Rlp) -> Vec<u8> {
    match item {
        Rlp::Bytes(bytes) if bytes.len() == 1 && bytes[0] < 0x80 => bytes.to_vec(),
        Rlp::Bytes(bytes) => [&head(bytes.len(), 0x80), *bytes].concat(),
        Rlp::List(_, raw) => raw.to_vec(),
    }
}

/// A list of items.
pub fn write_list(items: &[&Rlp]) -> Vec<u8> {
    let content: Vec<u8> = items.iter().flat_map(|item| write(item)).collect();
    [head(content.len(), 0xc0), content].concat()
}
