//! The readable files of a bundle, as they follow from the others; and the record with its path.
use serde_json::{Map, Value, json};

use crate::bytes::{B32, MAX_SAFE, from_base64, hex, hex_array, to_base64};
use crate::declaration::{Declaration, ENVELOPE, MODE};
use crate::field::scalar_bytes;
use crate::json::{canonical, document, integer, members};
use crate::process::Process;

fn flags(names: [&str; 5], bits: u8) -> Value {
    let named = names.iter().enumerate().map(|(i, name)| ((*name).to_owned(), Value::Bool(bits >> i & 1 == 1)));
    Value::Object(named.collect::<Map<_, _>>())
}

/// `process.json`.
pub fn process_text(id: &B32, declaration: &Declaration) -> String {
    let it = &declaration.params;
    let scopes: Vec<String> =
        (0..it.questions()).map(|question| hex(&scalar_bytes(&declaration.scope(id, question)))).collect();
    document(&json!({
        "processId": hex(id),
        "contract": hex(&declaration.contract),
        "entity": hex(&declaration.entity),
        "index": declaration.index.to_string(),
        "params": {
            "mode": flags(MODE, it.mode),
            "envelopeType": flags(ENVELOPE, it.envelope),
            "censusOrigin": it.origin,
            "token": hex(&it.token),
            "startBlock": it.start_block,
            "blockCount": it.block_count,
            "questionCount": it.question_count,
            "maxCount": it.max_count,
            "maxValue": it.max_value,
            "maxVoteOverwrites": it.max_overwrites,
            "maxTotalCost": it.max_total_cost,
            "costExponent": it.cost_exponent,
            "evmBlockHeight": it.evm_block.to_string(),
            "balancePosition": it.balance_position.to_string(),
            "tokenId": it.token_id.to_string(),
            "censusKey": hex(&it.census_key),
            "settlement": hex(&it.settlement),
            "paramsSignature": hex(&it.signature),
            "metadata": it.metadata,
            "censusRoot": it.census_root,
            "censusUri": it.census_uri,
        },
        "scopes": scopes,
        "declaration": hex(&declaration.hash()),
    }))
}

/// A line of `transactions.jsonl`: the height and the transaction's bytes.
pub fn transaction(line: &str) -> Option<(u64, Vec<u8>)> {
    let (height, rest) = line.strip_prefix("{\"height\":")?.split_once(",\"transaction\":\"")?;
    let number: u64 = height.parse().ok()?;
    let bytes = from_base64(rest.strip_suffix("\"}")?)?;
    (number.to_string() == height && number <= MAX_SAFE).then_some((number, bytes))
}

/// A line of `votes.jsonl`.
pub fn vote_line(process: &Process, index: usize) -> String {
    let entry = &process.log[index];
    let counted = process.counted.as_ref();
    let counts = counted.is_some() && process.counting[&entry.voter] == index;
    let ballot = counted.and_then(|counted| counted.ballots[index].as_ref());
    let ballot = ballot.map_or("null".to_owned(), |votes| {
        format!("[{}]", votes.iter().map(u8::to_string).collect::<Vec<_>>().join(","))
    });
    let question = if process.declaration.params.serial() { process.question_at(index) } else { 0 };
    format!(
        "{{\"index\":{index},\"height\":{},\"question\":{question},\"voterId\":\"{}\",\"weight\":\"{}\",\"nonce\":{},\"voteHash\":\"{}\",\"envelopeHash\":\"{}\",\"transaction\":\"{}\",\"counts\":{counts},\"ballot\":{ballot}}}",
        entry.height,
        hex(&entry.voter),
        entry.weight,
        entry.nonce,
        hex(&entry.vote_hash),
        hex(&entry.envelope_hash),
        hex(&entry.transaction),
    )
}

/// `record.json`.
pub struct Record {
    pub height: u64,
    pub state_root: B32,
    pub record: Vec<u8>,
    pub index: u64,
    pub size: u64,
    pub path: Vec<B32>,
    pub lists_hash: B32,
}

pub fn record(text: &[u8]) -> Option<Record> {
    let value = canonical(text)?;
    let [height, root, record, inclusion, lists] =
        members(&value, ["height", "stateRoot", "record", "inclusion", "listsHash"])?;
    let [index, size, path] = members(inclusion, ["index", "size", "path"])?;
    let read = Record {
        height: integer(height, 0, MAX_SAFE)?,
        state_root: hex_array(root.as_str()?)?,
        record: from_base64(record.as_str()?)?,
        index: integer(index, 0, MAX_SAFE)?,
        size: integer(size, 0, MAX_SAFE)?,
        path: path.as_array()?.iter().map(|hash| hex_array(hash.as_str()?)).collect::<Option<_>>()?,
        lists_hash: hex_array(lists.as_str()?)?,
    };
    (record == &Value::String(to_base64(&read.record))).then_some(read)
}

/// A line of `heads.jsonl`.
pub struct Head {
    pub height: u64,
    pub state_root: B32,
    pub validator: B32,
    pub signature: [u8; 64],
}

pub fn head(line: &str) -> Option<Head> {
    let value: Value = serde_json::from_str(line).ok()?;
    let [height, root, validator, signature] = members(&value, ["height", "stateRoot", "validator", "signature"])?;
    let read = Head {
        height: integer(height, 0, MAX_SAFE)?,
        state_root: hex_array(root.as_str()?)?,
        validator: hex_array(validator.as_str()?)?,
        signature: hex_array(signature.as_str()?)?,
    };
    let again = value.to_string();
    (again == line).then_some(read)
}
