//! The bundle's container: a ZIP file in one canonical form, and its manifest.
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::bytes::{B32, MAX_SAFE, hex, hex_array};
use crate::ensure;
use crate::json::{canonical, document, integer, members};
use crate::refuse::{Refused, Res};

pub struct Entry {
    pub name: String,
    pub bytes: u64,
    sha256: B32,
}

pub struct Bundle {
    path: PathBuf,
    pub sha256: B32,
    pub genesis_hash: B32,
    pub process: B32,
    pub height: u64,
    pub entries: Vec<Entry>,
    offsets: HashMap<String, (u64, u64)>,
    small: HashMap<String, Vec<u8>>,
}

const MANIFEST: &str = "manifest.json";
const MANIFEST_BYTES: u64 = 65_536;
/// There is no ZIP64: a bundle has fewer bytes than this.
const MOST_BYTES: u64 = u32::MAX as u64;
/// Files that grow with the votes: they are read line by line.
const LARGE: [&str; 2] = ["transactions.jsonl", "votes.jsonl"];
/// The most bytes of another file, which is held in memory.
const MOST_KEPT: u64 = 1 << 30;
/// The longest line: a transaction of the longest kind, in base64.
const LONGEST_LINE: u64 = 6 << 20;

fn damaged(what: impl std::fmt::Display) -> Refused {
    Refused::new("audit/file", format!("the file is damaged, or is no bundle: {what}"))
}

/// What every local and directory header has of an entry.
struct Header<'a> {
    name: &'a str,
    bytes: u64,
    crc: u32,
}

impl Header<'_> {
    /// Version needed, flags, method, time, date, CRC, sizes, lengths of name and extra fields.
    fn common(&self) -> Vec<u8> {
        let mut out = vec![10, 0, 0, 0, 0, 0, 0, 0, 33, 0];
        out.extend(self.crc.to_le_bytes());
        out.extend((self.bytes as u32).to_le_bytes());
        out.extend((self.bytes as u32).to_le_bytes());
        out.extend((self.name.len() as u16).to_le_bytes());
        out.extend([0, 0]);
        out
    }

    fn local(&self) -> Vec<u8> {
        [b"PK\x03\x04".as_slice(), &self.common(), self.name.as_bytes()].concat()
    }

    fn directory(&self, offset: u64) -> Vec<u8> {
        let rest = [0u8; 10]; // comment, disk, attributes
        [b"PK\x01\x02\x0a\x00".as_slice(), &self.common(), &rest, &(offset as u32).to_le_bytes(), self.name.as_bytes()]
            .concat()
    }
}

/// Reads and hashes the whole file, from its first byte to its last.
struct Reader {
    file: BufReader<File>,
    hash: Sha256,
    at: u64,
}

impl Reader {
    fn exactly(&mut self, count: usize, what: &str) -> Res<Vec<u8>> {
        let mut bytes = vec![0; count];
        self.file.read_exact(&mut bytes).map_err(|_| damaged(format!("it ends before {what}")))?;
        self.hash.update(&bytes);
        self.at += count as u64;
        Ok(bytes)
    }

    /// Reads an entry. Returns its content if it is kept, its SHA-256, and its CRC-32.
    fn content(&mut self, name: &str, length: u64, keep: bool) -> Res<(Vec<u8>, B32, u32)> {
        let (mut kept, mut hash, mut crc, mut left) = (vec![], Sha256::new(), crc32fast::Hasher::new(), length);
        while left > 0 {
            let part = self.exactly(left.min(1 << 16) as usize, name)?;
            hash.update(&part);
            crc.update(&part);
            left -= part.len() as u64;
            if keep {
                kept.extend(part);
            }
        }
        Ok((kept, hash.finalize().into(), crc.finalize()))
    }
}

struct Manifest {
    genesis_hash: B32,
    process: B32,
    height: u64,
    entries: Vec<Entry>,
}

fn is_name(name: &str) -> bool {
    let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    (1..=128).contains(&name.len())
        && plain(name.as_bytes()[0])
        && name.bytes().all(|c| plain(c) || matches!(c, b'.' | b'-'))
}

fn manifest(text: &[u8]) -> Option<Manifest> {
    let value = canonical(text)?;
    let keys = ["type", "version", "genesisHash", "processId", "height", "files"];
    let [kind, version, genesis, process, height, files] = members(&value, keys)?;
    (kind == "psephos-bundle" && version == 1).then_some(())?;
    let entry = |value| {
        let [name, bytes, sha256] = members(value, ["name", "bytes", "sha256"])?;
        Some(Entry {
            name: name.as_str().filter(|name| is_name(name))?.to_owned(),
            bytes: integer(bytes, 0, u32::MAX as u64)?,
            sha256: hex_array(sha256.as_str()?)?,
        })
    };
    let read = Manifest {
        genesis_hash: hex_array(genesis.as_str()?)?,
        process: hex_array(process.as_str()?)?,
        height: integer(height, 0, MAX_SAFE)?,
        entries: files.as_array()?.iter().map(entry).collect::<Option<_>>()?,
    };
    // `canonical` writes what was read: nothing else can be in the text.
    debug_assert_eq!(document(&json!(value)).as_bytes(), text);
    Some(read)
}

/// A larger file would have offsets that do not fit, and other programs would read other entries. Refusal: `audit/file`.
fn check_size(manifest: u64, entries: &[Entry]) -> Res<()> {
    let (local, directory, end) = (30, 46, 22);
    let all = entries.iter().map(|entry| (entry.name.len() as u64, entry.bytes));
    let all = all.chain([(MANIFEST.len() as u64, manifest)]);
    let bytes = end + all.map(|(name, bytes)| local + directory + 2 * name + bytes).sum::<u64>();
    ensure!(bytes < MOST_BYTES, "audit/file", "its files give {bytes} bytes, and a bundle has fewer than {MOST_BYTES}");
    let huge = entries.iter().find(|entry| entry.bytes > MOST_KEPT && !LARGE.contains(&entry.name.as_str()));
    if let Some(entry) = huge {
        return Err(Refused::new("audit/file", format!("{} is too large", entry.name)));
    }
    Ok(())
}

/// The place of a file in the order of a bundle; census files have the same.
fn place(name: &str) -> Option<usize> {
    let fixed = [
        "genesis.json",
        "process.json",
        "metadata",
        "census",
        "vkey",
        "transcript",
        "transactions.jsonl",
        "record.json",
        "heads.jsonl",
        "votes.jsonl",
        "results.json",
        "rollup.json",
        "rollup-batch-key.json",
        "rollup-open-key.json",
        "rollup-transactions.jsonl",
    ];
    let circuit = |suffix: &str| {
        let own = name.strip_suffix(suffix)?;
        let plain = own.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-');
        ((1..=64).contains(&own.len()) && plain).then_some(())
    };
    if name.starts_with("census-") && name.ends_with(".pspc") {
        return Some(3);
    }
    if circuit(".vkey.json").is_some() {
        return Some(4);
    }
    if circuit(".transcript.json").is_some() {
        return Some(5);
    }
    fixed.iter().position(|one| *one == name).filter(|place| !(3..6).contains(place))
}

/// Refusal: `audit/file`: a file is missing, unknown, twice there, or not in its place.
fn check_names(entries: &[Entry]) -> Res<()> {
    let mut last = None;
    let mut censuses = 0;
    for entry in entries {
        let at = place(&entry.name).ok_or_else(|| damaged(format!("{} is no file of a bundle", entry.name)))?;
        let is_census = at == 3;
        ensure!(
            last.is_none_or(|last| if is_census { last <= at } else { last < at }),
            "audit/file",
            "{} is in the bundle twice, or not in its place",
            entry.name
        );
        if is_census {
            ensure!(entry.name == format!("census-{censuses}.pspc"), "audit/file", "a census file has another number");
            censuses += 1;
        }
        last = Some(at);
    }
    let needed = ["genesis.json", "process.json", "transactions.jsonl", "record.json", "heads.jsonl", "votes.jsonl"];
    for name in needed {
        ensure!(entries.iter().any(|entry| entry.name == name), "audit/file", "the bundle has no {name}");
    }
    let rollup = entries.iter().filter(|entry| place(&entry.name) >= place("rollup.json")).count();
    ensure!(matches!(rollup, 0 | 4), "audit/file", "the bundle has only some of a rollup's files");
    Ok(())
}

impl Bundle {
    /// Reads the whole file once. Refusal: `audit/file`. An error of the operating system is the outer result's.
    pub fn open(path: &Path) -> std::io::Result<Res<Bundle>> {
        let file = BufReader::with_capacity(1 << 20, File::open(path)?);
        Ok(Self::read(path, Reader { file, hash: Sha256::new(), at: 0 }))
    }

    fn read(path: &Path, mut reader: Reader) -> Res<Bundle> {
        let (mut directory, mut offsets, mut small) = (vec![], HashMap::new(), HashMap::new());
        let mut entry = |reader: &mut Reader, name: &str, expected: Option<&Entry>| -> Res<Vec<u8>> {
            let offset = reader.at;
            let header = reader.exactly(30 + name.len(), name)?;
            let stated = u32::from_le_bytes(header[22..26].try_into().expect("four bytes")) as u64;
            let length = expected.map_or(stated, |entry| entry.bytes);
            ensure!(expected.is_some() || length <= MANIFEST_BYTES, "audit/file", "the manifest is too long");
            let start = reader.at;
            let (kept, sha256, crc) = reader.content(name, length, !LARGE.contains(&name))?;
            let again = Header { name, bytes: length, crc };
            if again.local() != header {
                return Err(damaged(format!("the header of {name}, or its CRC")));
            }
            if expected.is_some_and(|entry| entry.sha256 != sha256) {
                return Err(damaged(format!("{name} does not have the hash in the manifest")));
            }
            directory.extend(again.directory(offset));
            offsets.insert(name.to_owned(), (start, length));
            Ok(kept)
        };
        let text = entry(&mut reader, MANIFEST, None)?;
        let manifest = manifest(&text).ok_or_else(|| damaged("its manifest has another form"))?;
        check_size(text.len() as u64, &manifest.entries)?;
        check_names(&manifest.entries)?;
        for one in &manifest.entries {
            let content = entry(&mut reader, &one.name, Some(one))?;
            small.insert(one.name.clone(), content);
        }
        let count = (manifest.entries.len() as u16 + 1).to_le_bytes();
        let (size, start) = ((directory.len() as u32).to_le_bytes(), (reader.at as u32).to_le_bytes());
        directory.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &size, &start, &[0, 0]].concat());
        if reader.exactly(directory.len(), "its end")? != directory {
            return Err(damaged("its directory"));
        }
        if reader.exactly(1, "nothing").is_ok() {
            return Err(damaged("something follows its end"));
        }
        let Manifest { genesis_hash, process, height, entries } = manifest;
        let sha256 = reader.hash.finalize().into();
        Ok(Bundle { path: path.to_owned(), sha256, genesis_hash, process, height, entries, offsets, small })
    }

    /// A file that is in memory.
    pub fn file(&self, name: &str) -> Option<&[u8]> {
        self.small.get(name).map(Vec::as_slice)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// The lines of a file, without their ends. Refusal: `audit/lines`.
    pub fn lines(&self, name: &str) -> Res<impl Iterator<Item = Res<String>> + use<>> {
        let unreadable = || damaged(format!("{name} cannot be read again"));
        let (offset, length) = self.offsets[name];
        let mut file = File::open(&self.path).map_err(|_| unreadable())?;
        file.seek(SeekFrom::Start(offset)).map_err(|_| unreadable())?;
        let mut reader = BufReader::with_capacity(1 << 20, file.take(length));
        Ok(std::iter::from_fn(move || {
            let mut line = vec![];
            match reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
                Ok(0) => None,
                Ok(_) if line.pop() == Some(b'\n') => Some(String::from_utf8(line).map_err(|_| no_line())),
                _ => Some(Err(no_line())),
            }
        }))
    }

    /// A bundle that has only this file of lines.
    #[cfg(test)]
    pub fn of_lines(path: &Path, name: &str, process: B32, height: u64) -> Bundle {
        let length = std::fs::metadata(path).expect("the file is there").len();
        Bundle {
            path: path.to_owned(),
            sha256: [0; 32],
            genesis_hash: [0; 32],
            process,
            height,
            entries: vec![],
            offsets: HashMap::from([(name.to_owned(), (0, length))]),
            small: HashMap::new(),
        }
    }

    pub fn hash_text(&self) -> String {
        hex(&self.sha256)
    }
}

fn no_line() -> Refused {
    Refused::new("audit/lines", "a line is too long, is not UTF-8, or does not end with a line feed")
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUIRED: [&str; 6] =
        ["genesis.json", "process.json", "transactions.jsonl", "record.json", "heads.jsonl", "votes.jsonl"];

    /// A manifest whose files, and all else of the container, have so many bytes together; half of them in each of two files.
    fn manifest_of(all: u64) -> String {
        let zero = hex(&[0; 32]);
        let text = |bytes: [u64; 6]| {
            let files = REQUIRED.iter().zip(bytes);
            let files: Vec<_> =
                files.map(|(name, bytes)| json!({ "name": name, "bytes": bytes, "sha256": zero })).collect();
            document(
                &json!({ "type": "psephos-bundle", "version": 1, "genesisHash": zero, "processId": zero, "height": 1, "files": files }),
            )
        };
        let half = all / 2;
        let names: u64 = REQUIRED.iter().map(|name| name.len() as u64).sum::<u64>() + 13;
        let headers = 7 * 76 + 2 * names + 22;
        let rest = 4 + headers + text([1, 1, half, 1, 1, half]).len() as u64;
        text([1, 1, half, 1, 1, all - half - rest])
    }

    fn refusal(name: &str, manifest: &str) -> String {
        let mut crc = crc32fast::Hasher::new();
        crc.update(manifest.as_bytes());
        let header = Header { name: MANIFEST, bytes: manifest.len() as u64, crc: crc.finalize() };
        let path = std::env::temp_dir().join(format!("psephos-verifier-{}-{name}.zip", std::process::id()));
        std::fs::write(&path, [header.local(), manifest.as_bytes().to_vec()].concat()).expect("it is written");
        let read = Bundle::open(&path).expect("it is opened");
        std::fs::remove_file(&path).expect("it is removed");
        match read {
            Ok(_) => panic!("the bundle ends after its manifest"),
            Err(refused) => {
                assert_eq!(refused.code, "audit/file");
                refused.why
            }
        }
    }

    #[test]
    fn offsets_fit_in_32_bits() {
        let most = u32::MAX as u64;
        let why = refusal("most", &manifest_of(most));
        assert_eq!(why, "its files give 4294967295 bytes, and a bundle has fewer than 4294967295");
        let why = refusal("less", &manifest_of(most - 1));
        assert!(why.ends_with("it ends before genesis.json"), "{why}");
    }

    #[test]
    fn what_is_held_in_memory_is_not_huge() {
        let manifest = manifest_of(u32::MAX as u64 / 2).replacen("\"bytes\": 1,", "\"bytes\": 1073741825,", 1);
        assert_eq!(refusal("kept", &manifest), "genesis.json is too large");
    }
}
